package weft.examples.events;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import weft.web.App;
import weft.web.compression.Compression;
import weft.web.compression.CompressionOptions;
import weft.web.compression.Decompression;
import weft.web.compression.DecompressionOptions;
import weft.web.sse.Event;
import weft.web.sse.EventBroadcast;
import weft.web.sse.Overflow;
import weft.web.sse.SseOptions;

/// A clock that ticks in the browser, news for everybody, and prices of which the last counts.
public final class Ticker {
  private final EventBroadcast news = EventBroadcast.create();

  Ticker() {}

  /// Serves on port 8080, unless flags say otherwise.
  public static void main(String[] flags) {
    new Ticker().app().run(flags);
  }

  /// The app, not started.
  App app() {
    App app = App.create();
    app.filter(Compression.create());
    app.filter(Decompression.create());
    app.sse(
        "/ticks",
        events -> {
          while (events.open()) {
            events.send("tick", Map.of("at", now()));
            TimeUnit.SECONDS.sleep(1);
          }
        });
    app.sse(
        "/countdown/{from}",
        (req, events) -> {
          for (int left = req.path("from").asInt(); left > 0; left--) {
            events.send(Event.of("left", left).withId("" + left));
          }
          events.retry(Duration.ofMinutes(1));
        });
    app.sse("/news", news::serve);
    app.post(
        "/news",
        (req, res) -> {
          String id = news.publish("news", req.body().text());
          res.status(201).text(id);
        });
    SseOptions latest =
        SseOptions.DEFAULTS
            .withOverflow(Overflow.COALESCE)
            .withPendingBytesMax(16_384)
            .withKeepAlive(Duration.ofSeconds(5));
    app.sse("/latest", latest, news::serve);
    app.get(
        "/account",
        (req, res) -> res.uncompressed().json(Map.of("token", "secret", "q", "echoed")));
    return app;
  }

  /// Less CPU for more bytes, and no more than a hundred streams compressed at a time.
  static Compression fast() {
    return Compression.create(
        CompressionOptions.DEFAULTS.withLevels(1, 1, 1).withMinimumBytes(4096).withCodersMax(100));
  }

  /// For logs that compress well.
  static Decompression logs() {
    return Decompression.create(DecompressionOptions.DEFAULTS.withRatioMax(500));
  }

  private static Instant now() {
    return InstantSource.system().instant();
  }
}
