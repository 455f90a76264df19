package weft.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.examples.ExampleSite;
import weft.http.client.ClientOptions;
import weft.http.client.HttpClient;
import weft.http.client.Proxies;
import weft.web.App;

class GatewaySocketTest {
  private static final ClientOptions OPTIONS = ClientOptions.DEFAULTS.withProxies(Proxies.NONE);

  @TempDir Path folder;

  /// The server behind the gateway.
  private static App behind() {
    App app = App.create();
    app.get("/users/{id}", (req, res) -> res.text("user " + req.path("id").asLong()));
    app.get("/files/large", (req, res) -> res.bytes(large()));
    app.get("/files/moved", (req, res) -> res.redirect("/files/large"));
    app.post(
        "/files",
        (req, res) -> res.status(201).text("" + req.body().limit(1 << 30).bytes().length));
    return app;
  }

  private static byte[] large() {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatTheOtherServerSaysIsPassedOn() throws Exception {
    try (HttpClient client = HttpClient.open(OPTIONS);
        ExampleSite behind = new ExampleSite(behind());
        ExampleSite gateway =
            new ExampleSite(Gateway.app(client, "http://127.0.0.1:" + behind.port()))) {
      assertThat(gateway.get("/users/7").body()).isEqualTo("user 7");
      assertThat(gateway.get("/users/x").statusCode()).isEqualTo(400);
      assertThat(gateway.get("/files/none").statusCode()).isEqualTo(404);
      HttpRequest download = gateway.request("/files/large").build();
      assertThat(gateway.sendForBytes(download).body()).isEqualTo(large());
      HttpRequest upload =
          gateway.request("/files").POST(HttpRequest.BodyPublishers.ofByteArray(large())).build();
      HttpResponse<String> stored = gateway.send(upload);
      assertThat(stored.statusCode()).isEqualTo(201);
      assertThat(stored.body()).isEqualTo("3000000");
    }
  }

  @Test
  void aServerThatIsNotThereIsABadGateway() throws Exception {
    int port;
    try (ExampleSite gone = new ExampleSite(behind())) {
      port = gone.port();
    }
    try (HttpClient client = HttpClient.open(OPTIONS);
        ExampleSite gateway = new ExampleSite(Gateway.app(client, "http://127.0.0.1:" + port))) {
      assertThat(gateway.get("/users/7").statusCode()).isEqualTo(502);
    }
  }

  @Test
  void aFileThatHasMovedIsFetched() throws Exception {
    Path target = folder.resolve("large");
    try (HttpClient client = HttpClient.open(OPTIONS);
        ExampleSite behind = new ExampleSite(behind())) {
      String origin = "http://127.0.0.1:" + behind.port();
      assertThat(Gateway.fetch(client, origin + "/files/moved", target)).isEqualTo(3_000_000);
      assertThat(Files.readAllBytes(target)).isEqualTo(large());
      assertThatIOException()
          .isThrownBy(() -> Gateway.fetch(client, origin + "/nothing", target))
          .withMessageContaining("404");
    }
  }
}
