package weft.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import weft.hub.HubOptions;
import weft.web.App;
import weft.web.options.ServerOptions;

/// An example's app on a free port of the loopback interface, with a client.
public final class ExampleSite implements AutoCloseable {
  private static final ServerOptions OPTIONS =
      ServerOptions.DEFAULTS
          .withHost("127.0.0.1")
          .withPort(0)
          .withHubs(HubOptions.DEFAULTS.withHubs(1));

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final App app;

  public ExampleSite(App app) throws IOException {
    this.app = app.start(OPTIONS);
  }

  public int port() {
    return ((InetSocketAddress) app.address()).getPort();
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  public HttpResponse<String> get(String path) throws Exception {
    return send(request(path).build());
  }

  public HttpResponse<String> send(String method, String path, String json) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  public HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  public HttpResponse<byte[]> sendForBytes(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    client.close();
    app.close();
  }
}
