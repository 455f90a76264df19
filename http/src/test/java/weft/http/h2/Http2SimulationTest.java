package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import weft.http.Http2FloodLimits;
import weft.http.Http2Options;
import weft.http.HttpOptions;
import weft.hub.memory.BufferPool;

/// Seeded connections with random clients, handlers, windows, settings and pieces on the way: every
/// stream is answered or reset, no byte is out of place, nobody waits in vain, every buffer comes
/// back.
///
/// Here's how it works: 1. client, handlers, wire and time take steps in random order; 2. the
/// client opens its windows, ends its bodies, and all go on until nothing moves; 3. every stream is
/// judged. One connection in five is hostile: bytes change on the way, memory is missing; of these
/// only the end is judged.
///
/// A failure names its seed. More of them: `-Dweft.seeds=100000`.
class Http2SimulationTest {
  private static final int SEEDS = Integer.getInteger("weft.seeds", 10_000);
  private static final int FAILURES_MAX = 10;
  private static final long POOL_BYTES = 64 << 20;
  private static final Http2FloodLimits GENEROUS =
      new Http2FloodLimits(
          100_000, 100_000, 100_000, 100_000, 100_000, 100_000, 100_000, 100, 100_000, 100_000);

  private BufferPool pool = new BufferPool(POOL_BYTES);
  private int answers;
  private int pushes;

  @Test
  void everyStreamIsAnsweredAndEveryBufferReturned() {
    List<String> failures = new ArrayList<>();
    for (long seed = 0; seed < SEEDS && failures.size() < FAILURES_MAX; seed++) {
      try {
        new Play(seed).play();
      } catch (AssertionError | RuntimeException failure) {
        // What it has not given back is not the next one's fault.
        pool = new BufferPool(POOL_BYTES);
        failures.add("seed " + seed + ": " + failure + at(failure));
      }
    }

    assertThat(failures).isEmpty();
    assertThat(answers).as("the connections are about something").isGreaterThan(2 * SEEDS);
    assertThat(pushes).as("and some of promises").isGreaterThan(SEEDS / 10);
  }

  private static String at(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length > 2 ? " at " + trace[0] + " " + trace[1] + " " + trace[2] : "";
  }

  /// One connection.
  private final class Play {
    private final SplittableRandom random;
    private final boolean hostile;
    private final boolean drains;
    private final List<RandomHandler> handlers = new ArrayList<>();
    private final MachineLink link;
    private final RandomClient client;

    Play(long seed) {
      random = new SplittableRandom(seed);
      hostile = random.nextInt(5) == 0;
      drains = random.nextInt(5) == 0;
      Http2Options options =
          Http2Options.DEFAULTS
              .withFloods(GENEROUS)
              .withPush(random.nextBoolean())
              .withStreamsMax(random.nextInt(4) == 0 ? 1 + random.nextInt(8) : 128);
      link = new MachineLink(HttpOptions.DEFAULTS.withHttp2(options), pool, this::requested);
      link.log.knowsWindows = !hostile;
      client = new RandomClient(link, random.split());
    }

    private void requested(StreamExchange exchange) {
      RandomHandler handler = new RandomHandler(exchange, random.split(), !hostile);
      handlers.add(handler);
      // Some answer before the connection goes on.
      while (random.nextInt(3) > 0 && handler.isRunnable()) {
        handler.step();
      }
    }

    void play() {
      int steps = 20 + random.nextInt(200);
      for (int step = 0; step < steps && !link.isOver(); step++) {
        step();
      }
      link.hasMemory = true;
      if (drains && !link.isOver()) {
        link.connection.drain(link.now);
      }
      for (int round = 0; round < 400 && !isAtRest(); round++) {
        conclude();
      }
      if (!hostile) {
        // A connection that has ended in order may not have been read to its end.
        link.flush();
        judge();
      }
      link.connection.receiveEnded(null, link.now);
      assertThat(link.isOver()).as("the connection ends with its client").isTrue();
      List.copyOf(handlers).forEach(this::runOut);
      link.flush();
      link.close();
      assertThat(link.log.isWhole() || link.reset).as("the last frame is whole").isTrue();
    }

    private void step() {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> client.act();
        case 3, 4 -> {
          if (!link.paused) {
            client.deliver(1 + random.nextInt(random.nextBoolean() ? 100 : 40_000));
          }
        }
        case 5 -> {
          if (!handlers.isEmpty()) {
            handlers.get(random.nextInt(handlers.size())).step();
          }
        }
        case 6 -> link.takeOutput(random.nextInt(random.nextBoolean() ? 100 : 100_000));
        default -> {
          link.pass(random.nextLong(MachineLink.SECOND / 50));
          if (hostile) {
            misbehave();
          }
        }
      }
    }

    private void misbehave() {
      switch (random.nextInt(6)) {
        case 0 -> client.corrupt();
        case 1 -> link.hasMemory = false;
        default -> link.hasMemory = true;
      }
    }

    private boolean isAtRest() {
      return link.isOver()
          || (!client.hasMore()
              && link.pendingOutput() == 0
              && handlers.stream().allMatch(RandomHandler::isDone)
              && link.connection.activeStreams() == 0
              && client.requests().stream()
                  .allMatch(request -> link.stream(request.id()).isOver()));
    }

    private void conclude() {
      client.conclude();
      for (int turn = 0; turn < 20 && !link.isOver(); turn++) {
        while (client.hasMore() && !link.paused && !link.isOver()) {
          client.deliver(30_000);
        }
        // They may promise, and others come.
        List.copyOf(handlers).forEach(RandomHandler::step);
        link.takeOutput(random.nextInt(200_000));
      }
      link.pass(MachineLink.SECOND / 100);
    }

    private void runOut(RandomHandler handler) {
      for (int step = 0; step < 10_000 && !handler.isDone(); step++) {
        handler.step();
      }
      assertThat(handler.isDone()).as(handler.toString()).isTrue();
    }

    private void judge() {
      List<String> faults = new ArrayList<>();
      for (RandomRequest request : client.requests()) {
        AnsweredStream stream = link.stream(request.id());
        boolean taken = !drains || stream.isOver();
        String fault = taken ? request.judge(stream) : "";
        if (!fault.isEmpty()) {
          faults.add(request + ": " + fault);
        }
        answers += stream.ended ? 1 : 0;
      }
      for (AnsweredStream stream : link.log.promised()) {
        RandomRequest request = RandomRequest.promised(stream);
        String fault = request.judge(stream);
        if (!fault.isEmpty()) {
          faults.add("promised " + request + ": " + fault);
        }
        pushes += stream.ended ? 1 : 0;
      }
      assertThat(faults).as("streams, of %s", handlers).isEmpty();
      assertThat(link.reset).as("the connection was reset").isFalse();
      assertThat(link.finished && !drains).as("the connection has ended").isFalse();
      assertThat(handlers).as("handlers").allMatch(RandomHandler::isDone);
      assertThat(link.log.takeLines())
          .noneMatch(line -> line.startsWith("GOAWAY") && !line.endsWith("NO_ERROR"));
    }
  }
}
