package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.web.App;
import weft.web.WebRequest;
import weft.web.compression.Compression;
import weft.web.sse.Event;
import weft.web.sse.EventStream;
import weft.web.sse.SseOptions;

/// A browser's EventSource: events, ids, and coming back by itself.
@Tag("interop")
@Timeout(90)
final class SseInteropTest {
  /// The picture keeps the page loading until everything has been told, and the browser open.
  private static final String PAGE =
      """
      <!doctype html><title>events</title><body><img src="/done">
      <script>
      const got = [];
      const elsewhere = new URLSearchParams(location.search).get('at');
      const source = new EventSource(elsewhere || '/feed', {withCredentials: !!elsewhere});
      const keep = event => got.push(event.type + '/' + event.lastEventId + '/' + event.data);
      source.onmessage = keep;
      source.addEventListener('tick', keep);
      source.addEventListener('end', () => {
        source.close();
        fetch('/report', {method: 'POST', body: got.join('|')});
      });
      </script>
      """;

  @TempDir Path folder;

  private final CompletableFuture<String> report = new CompletableFuture<>();
  private final CompletableFuture<String> versions = new CompletableFuture<>();

  @ParameterizedTest
  @CsvSource({
    "false, false, HTTP/1.1",
    "false, true, HTTP/1.1",
    "true, false, HTTP/2",
    "true, true, HTTP/2"
  })
  void chromiumComesBackForWhatItMissed(boolean secure, boolean compressed, String version)
      throws Exception {
    App app = App.create();
    Compression compression = Compression.create();
    if (compressed) {
      app.filter(compression);
    }
    servePage(app);
    app.sse("/feed", this::feed);

    try (AppProbe probe = new AppProbe(app, folder)) {
      browse(secure ? probe.secureUrl("/page") : probe.url("/page"));

      assertThat(versions.get()).isEqualTo(version);
      assertThat(compression.counters().compressed() > 0).isEqualTo(compressed);
    }
  }

  /// With its cookies, which has the server name the page's origin.
  @Test
  void chromiumReadsTheEventsOfAnotherSite() throws Exception {
    App site = App.create();
    servePage(site);
    try (AppProbe page = new AppProbe(site, folder)) {
      String origin = page.url("");
      App other = App.create();
      other.sse("/feed", SseOptions.DEFAULTS.withCredentialsOf(origin), this::feed);
      try (AppProbe events = new AppProbe(other, folder)) {
        browse(page.url("/page?at=" + events.url("/feed")));
      }
    }
  }

  private void servePage(App app) {
    app.get("/page", (req, res) -> res.html(PAGE));
    app.post(
        "/report",
        (req, res) -> {
          report.complete(req.body().text());
          res.status(204);
        });
    app.get(
        "/done",
        (req, res) -> {
          String ignored = report.get(60, TimeUnit.SECONDS);
          assertThat(ignored).isNotNull();
          res.status(204);
        });
  }

  private void browse(String page) throws Exception {
    Tool.Run run = Chromium.dump(folder, page, "--timeout=40000");

    assertThat(report).as(run.output()).isCompleted();
    assertThat(report.get())
        .isEqualTo(
            "message/1\u00e9/two\nlines|tick/1\u00e9/{\"after\":\"1\u00e9\"}|message/2/last");
  }

  /// curl leaves with success when the server stops in good order.
  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
  void curlSeesAnEndInGoodOrderWhenTheServerStops(String version) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    App app = App.create();
    app.sse(
        "/feed",
        events -> {
          events.send("first");
          begun.countDown();
          events.await();
        });
    try (AppProbe probe = new AppProbe(app, folder)) {
      Process curl =
          new ProcessBuilder(
                  Tool.path("curl"), "-sS", "-N", "-m", "30", version, probe.url("/feed"))
              .redirectErrorStream(true)
              .start();
      begun.await();

      assertThat(app.stop(Duration.ofSeconds(20)).requestsCut()).isZero();

      String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(curl.waitFor()).as(output).isZero();
      assertThat(output).startsWith("data: first\n\nretry: ").endsWith("\n\n");
    }
  }

  private void feed(WebRequest request, EventStream events) throws Exception {
    versions.complete(request.version());
    if (events.lastEventId().isEmpty()) {
      events.retry(Duration.ofMillis(50));
      events.comment("nobody is told");
      events.send(Event.of("two\r\nlines").withId("1\u00e9"));
      return;
    }
    events.send("tick", Map.of("after", events.lastEventId()));
    events.send(Event.of("last").withId("2"));
    events.send("end", "");
    events.await();
  }
}
