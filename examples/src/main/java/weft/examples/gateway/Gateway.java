package weft.examples.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import weft.http.client.CallFailed;
import weft.http.client.ClientOptions;
import weft.http.client.ClientResponse;
import weft.http.client.HttpClient;
import weft.web.App;
import weft.web.WebResponse;
import weft.web.options.ServerOptions;

/// Stands before another server and calls it.
///
/// `Gateway http://127.0.0.1:9000 --port 8080` serves on port 8080 what the other one says.
public final class Gateway {
  private Gateway() {}

  /// Serves until it is stopped.
  ///
  /// @param arguments the other server's origin, then flags
  public static void main(String[] arguments) throws IOException {
    String upstream = arguments.length > 0 ? arguments[0] : "http://127.0.0.1:9000";
    String[] flags = new String[Math.max(0, arguments.length - 1)];
    System.arraycopy(arguments, Math.min(1, arguments.length), flags, 0, flags.length);
    try (HttpClient client = HttpClient.open(ClientOptions.DEFAULTS)) {
      app(client, upstream).run(ServerOptions.DEFAULTS, flags);
    }
  }

  /// The app, not started.
  ///
  /// @param upstream origin of the server behind it
  static App app(HttpClient client, String upstream) {
    App app = App.create();
    app.get(
        "/users/{id}",
        (req, res) -> {
          String uri = upstream + "/users/" + req.path("id").asLong();
          try (ClientResponse user = client.get(uri).timeout(Duration.ofSeconds(2)).send()) {
            res.status(user.status()).text(user.text());
          } catch (CallFailed failed) {
            res.problem(failed.kind() == CallFailed.Kind.TIMEOUT ? 504 : 502, "no answer");
          }
        });
    app.get("/files/{name}", (req, res) -> pass(client, upstream + req.path(), res));
    app.post(
        "/files",
        (req, res) -> {
          InputStream upload = req.body().limit(1L << 30).stream();
          try (ClientResponse stored =
              client.post(upstream + "/files").body(upload, req.body().length()).send()) {
            res.status(stored.status()).text(stored.text());
          }
        });
    return app;
  }

  /// Passes a response on while it comes.
  private static void pass(HttpClient client, String uri, WebResponse res) throws IOException {
    try (ClientResponse file = client.get(uri).send();
        OutputStream out = res.status(file.status()).stream("application/octet-stream")) {
      file.stream().transferTo(out);
    }
  }

  /// Fetches a file that may move, with a client that stands for one user.
  static long fetch(HttpClient client, String uri, Path target) throws IOException {
    try (ClientResponse response = client.get(uri).redirects(5).send()) {
      if (response.status() != 200) {
        throw new IOException(uri + " answers with status " + response.status());
      }
      return Files.copy(response.stream(), target);
    }
  }
}
