package weft.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.http.Http2Options;
import weft.http.HttpOptions;

/// Server push through a whole app, over TLS.
class AppPushSocketTest {
  private static final int PATIENCE_SECONDS = 20;

  @TempDir Path folder;

  private final App app = App.create();
  private SecureSite site;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    app.filter((req, res, next) -> {
      res.header("X-Filtered", req.path());
      next.handle(req, res);
    });
    app.get("/page", (req, res) -> res.text("page " + res.push("/style.css?v=1")));
    app.get("/pool", (req, res) -> res.text("page " + res.push("/style.css?v=2")))
        .on(Execution.POOL);
    app.get("/style.css", (req, res) -> res.text("style " + req.query("v").asString()));
    HttpOptions http = Site.OPTIONS.http().withHttp2(Http2Options.DEFAULTS.withPush(true));
    site = new SecureSite(app, Site.OPTIONS.withHttp(http).withHttps(SecureSite.https(folder)));
    client = site.client(HttpClient.Version.HTTP_2);
  }

  @AfterEach
  void stop() {
    client.close();
    site.close();
  }

  @Test
  void aPromisedTargetIsAnsweredByItsRoute() throws Exception {
    for (String path : List.of("/page", "/pool")) {
      ConcurrentMap<HttpRequest, CompletableFuture<HttpResponse<String>>> promises =
          new ConcurrentHashMap<>();

      HttpResponse<String> page =
          client
              .sendAsync(
                  HttpRequest.newBuilder(URI.create(site.secureUrl(path))).build(),
                  BodyHandlers.ofString(),
                  PushPromiseHandler.of(_ -> BodyHandlers.ofString(), promises))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);

      assertThat(page.body()).isEqualTo("page true");
      String query = path.equals("/page") ? "v=1" : "v=2";
      assertThat(promises.keySet())
          .extracting(HttpRequest::uri)
          .containsExactly(URI.create(site.secureUrl("/style.css?" + query)));
      HttpResponse<String> style =
          promises.values().iterator().next().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(style.body()).isEqualTo("style " + query.substring(2));
      assertThat(style.headers().firstValue("x-filtered")).contains("/style.css");
    }
  }

  @Test
  void overHttp1NothingIsPromised() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(site.secureUrl("/page")))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("page false");
  }
}
