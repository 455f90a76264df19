package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Reads an event stream block by block, by the JDK's client.
final class EventClient implements AutoCloseable {
  private final HttpClient client;
  private final HttpResponse<InputStream> response;
  private final InputStream events;

  EventClient(Site site, String path, String... fields) throws IOException, InterruptedException {
    this(HttpClient.Version.HTTP_1_1, site, path, fields);
  }

  EventClient(HttpClient.Version version, Site site, String path, String... fields)
      throws IOException, InterruptedException {
    client =
        HttpClient.newBuilder().version(version).connectTimeout(Duration.ofSeconds(10)).build();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.port() + path));
    if (fields.length > 0) {
      request.headers(fields);
    }
    response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    boolean gzip = response.headers().firstValue("content-encoding").orElse("").equals("gzip");
    InputStream body = response.body();
    events = gzip ? new GZIPInputStream(body) : body;
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  /// Asks for something else by the same client.
  int status(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(response.uri().resolve(path)).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /// The lines of the next block, joined by `|`; `end` behind the last.
  String next() throws IOException {
    StringBuilder block = new StringBuilder();
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty()) {
        return block.toString();
      }
      block.append(block.isEmpty() ? "" : "|").append(line);
    }
    return "end";
  }

  /// Byte by byte: a reader would wait for more than one event, since a decompressing stream always
  /// says that there is more.
  private @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = events.read(); next >= 0; next = events.read()) {
      if (next == '\n') {
        return line.toString(UTF_8);
      }
      line.write(next);
    }
    return null;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
