package weft.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import weft.bench.plan.BenchCase;

/// One request and its answer over HTTP/2: in cleartext with prior knowledge, over TLS by ALPN.
final class Http2Exchange {
  private static final int PATIENCE_SECONDS = 10;

  private Http2Exchange() {}

  /// Asks on a connection of its own.
  ///
  /// @throws IOException also when the server does not speak HTTP/2
  static HttpExchange.Answer get(InetSocketAddress server, BenchCase load) throws IOException {
    Vertx vertx = Vertx.builder().withTransport(Transport.NIO).build();
    try {
      var options =
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false)
              .setSsl(load.overTls())
              .setUseAlpn(load.overTls())
              .setTrustAll(true)
              .setVerifyHost(false);
      HttpClient client = vertx.createHttpClient(options);
      return await(
          client
              .request(HttpMethod.GET, server.getPort(), server.getHostString(), load.target())
              .compose(HttpClientRequest::send)
              .compose(response -> response.body().map(body -> answer(response, body))));
    } finally {
      await(vertx.close());
    }
  }

  private static HttpExchange.Answer answer(HttpClientResponse response, Buffer body) {
    var head = new StringBuilder("HTTP/2 ").append(response.statusCode()).append(" ");
    response
        .headers()
        .forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    return new HttpExchange.Answer(head.toString(), body.toString(StandardCharsets.ISO_8859_1));
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("no answer over HTTP/2: " + e, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
