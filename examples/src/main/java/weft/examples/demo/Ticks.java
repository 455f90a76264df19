package weft.examples.demo;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import weft.web.WebRequest;
import weft.web.sse.Event;
import weft.web.sse.EventStream;

/// Server-sent events: for the page a look at this process once a second, for machines as many as
/// they ask for.
final class Ticks {
  private static final int COUNT_MAX = 1_000_000;
  private static final int MILLIS_MAX = 60_000;

  private Ticks() {}

  /// What the page draws.
  record Tick(String time, long uptimeSeconds, long memoryMiB) {
    static Tick now() {
      Runtime runtime = Runtime.getRuntime();
      Instant now = Instant.now();
      Instant start = ProcessHandle.current().info().startInstant().orElse(now);
      return new Tick(
          now.truncatedTo(ChronoUnit.SECONDS).toString(),
          ChronoUnit.SECONDS.between(start, now),
          (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }
  }

  /// One of `/events`.
  record Counted(int number) {}

  /// A tick a second; the numbers go on where a client that comes back left off.
  static void each(EventStream events) throws IOException, InterruptedException {
    long id = lastNumber(events.lastEventId());
    while (events.open()) {
      id++;
      events.send(Event.of("tick", Tick.now()).withId("" + id));
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private static long lastNumber(String id) {
    return id.matches("[0-9]{1,15}") ? Long.parseLong(id) : 0;
  }

  /// `count` events, `ms` apart.
  static void counted(WebRequest request, EventStream events)
      throws IOException, InterruptedException {
    int count = request.query("count").orElse("10").asInt(0, COUNT_MAX);
    int millis = request.query("ms").orElse("1000").asInt(0, MILLIS_MAX);
    for (int number = 1; number <= count; number++) {
      events.send(Event.of(new Counted(number)).withId("" + number));
      if (number < count) {
        TimeUnit.MILLISECONDS.sleep(millis);
      }
    }
  }
}
