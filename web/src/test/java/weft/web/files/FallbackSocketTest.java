package weft.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.hub.FileWork;
import weft.hub.HubOptions;
import weft.web.App;
import weft.web.options.ServerOptions;

class FallbackSocketTest {
  @TempDir Path folder;

  private final AtomicBoolean evicts = new AtomicBoolean();

  private StaticFiles files() {
    FileOptions options =
        FileOptions.DEFAULTS.withFallback("index.html").withMemoryFileBytes(0).withFilesMax(1);
    // The cache asks for the time between finding a file and handing it out.
    StaticFiles[] made = new StaticFiles[1];
    made[0] =
        new StaticFiles(
            FileFolder.of(folder),
            options,
            () -> {
              if (evicts.compareAndSet(true, false)) {
                made[0].close();
              }
              return Instant.now();
            });
    return made[0];
  }

  @Test
  void aFallbackThatIsEvictedMeanwhileIsFoundAgain() throws Exception {
    Files.writeString(folder.resolve("index.html"), "<h1>app</h1>");
    StaticFiles files = files();
    App app = App.create();
    app.get(
        "/{path*}",
        (req, res) ->
            files
                .answer(req.http(), res.http(), req.path("path").asString(), FileWork.HERE)
                .send(res.http()));
    app.start(
        ServerOptions.DEFAULTS
            .withHost("127.0.0.1")
            .withPort(0)
            .withHubs(HubOptions.DEFAULTS.withHubs(1)));
    try (app;
        HttpClient client = HttpClient.newHttpClient()) {
      int port = ((InetSocketAddress) app.address()).getPort();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/made-up")).build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
          .isEqualTo("<h1>app</h1>");

      evicts.set(true);
      HttpResponse<String> second = client.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(evicts).isFalse();
      assertThat(second.statusCode()).isEqualTo(200);
      assertThat(second.body()).isEqualTo("<h1>app</h1>");
    } finally {
      files.close();
    }
  }
}
