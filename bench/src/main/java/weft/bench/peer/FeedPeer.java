package weft.bench.peer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import weft.web.App;
import weft.web.options.ServerOptions;
import weft.web.sse.EventBroadcast;

/// Weft with a feed of server-sent events, the same for all who subscribe to `/feed`.
///
/// Arguments: flags of Weft.
public final class FeedPeer {
  /// Between two events, in ms.
  private static final int PAUSE_MILLIS = 100;

  /// Makes an event as long as the case says.
  private static final String TEXT = "x".repeat(180);

  private FeedPeer() {}

  /// One event.
  ///
  /// @param number counts from 1
  /// @param at when it was made, in µs of the era
  /// @param text fills it up
  record Entry(long number, long at, String text) {}

  /// Serves until the process is ended.
  public static void main(String[] arguments) {
    EventBroadcast feed = EventBroadcast.create();
    Thread.ofPlatform().daemon().name("feed").start(() -> publish(feed));
    App app = App.create();
    app.sse("/feed", feed::serve);
    app.run(ServerOptions.DEFAULTS, arguments);
  }

  private static void publish(EventBroadcast feed) {
    try {
      for (long number = 1; ; number++) {
        long at = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        feed.publish("entry", new Entry(number, at, TEXT));
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
