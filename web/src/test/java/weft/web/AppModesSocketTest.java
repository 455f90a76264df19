package weft.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.hub.SchedulerChoice;

/// The same app on every back-end, with handlers carried by the hub and by the JDK.
class AppModesSocketTest {
  static Stream<Arguments> modes() {
    return Stream.of(BackendChoice.AUTO, BackendChoice.EPOLL, BackendChoice.NIO)
        .flatMap(backend ->
            Stream.of(SchedulerChoice.AUTO, SchedulerChoice.JDK)
                .map(scheduler -> Arguments.of(backend, scheduler)));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void theSameRequestsHaveTheSameAnswers(BackendChoice backend, SchedulerChoice scheduler) {
    App app = App.create();
    app.get("/users/{id}", (req, res) -> res.json(req.path("id").asLong()));
    app.post("/echo", (req, res) -> res.bytes(req.body().bytes()));
    app.get("/stream", AppModesSocketTest::stream);
    app.get(
        "/error",
        (req, res) -> {
          throw new IllegalArgumentException("on purpose");
        });
    HubOptions hubs = HubOptions.DEFAULTS.withHubs(2).withBackend(backend).withScheduler(scheduler);

    try (Site site = new Site(app, Site.OPTIONS.withHubs(hubs))) {
      for (int round = 0; round < 5; round++) {
        assertThat(site.get("/users/" + round).body()).isEqualTo("" + round);
        assertThat(site.post("/echo", "text/plain", "body " + round).body())
            .isEqualTo("body " + round);
        assertThat(site.get("/stream").body()).hasSize(1_000_000);
        assertThat(site.get("/nothing").statusCode()).isEqualTo(404);
      }
      HttpResponse<String> failed = site.get("/error");
      assertThat(failed.statusCode()).isEqualTo(500);
    }
  }

  private static void stream(WebRequest request, WebResponse response) throws Exception {
    var stream = response.stream("application/octet-stream");
    for (int count = 0; count < 1_000; count++) {
      stream.write(new byte[1_000]);
    }
  }
}
