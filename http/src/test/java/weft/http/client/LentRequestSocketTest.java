package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.Handler;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;
import weft.http.Request;
import weft.http.Response;
import weft.http.server.HttpServer;
import weft.http.server.LateReader;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsClientOptions;
import weft.hub.tls.TlsOptions;

/// Requests that their handler lends to other threads: those that it waits for can do all it could,
/// and those that are late meet nobody else's request.
@ParameterizedClass
@EnumSource(CallMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LentRequestSocketTest {
  private static final int ROUNDS = 20;
  private static final int LATE_ROUNDS = 1500;

  @TempDir static Path folder = Path.of("");

  @Parameter CallMode mode = CallMode.NIO_HTTP1;

  private interface Step {
    void run(HttpClient client, String uri) throws Exception;
  }

  private void serve(Handler handler, Step step) throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpOptions options = HttpOptions.DEFAULTS.withAddress(any);
    ClientOptions calls =
        ClientOptions.DEFAULTS.withProtocol(mode.protocol).withProxies(Proxies.NONE);
    if (mode.isSecure()) {
      DevelopmentCertificate certificate =
          DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
      TlsOptions tls =
          TlsOptions.DEFAULTS.withIdentity(certificate.identity()).withProvider(mode.tls());
      options = options.withHttps(new HttpsOptions(any, tls));
      calls =
          calls.withTls(
              TlsClientOptions.DEFAULTS
                  .withTrustAnchors(List.of(certificate.certificateFile()))
                  .withProvider(mode.tls()));
    }
    try (HttpServer server = HttpServer.start(mode.hubs.hubs(), options, handler);
        HttpClient client = HttpClient.on(mode.hubs.hubs(), calls)) {
      InetSocketAddress address =
          (InetSocketAddress) (mode.isSecure() ? server.tlsAddress() : server.address());
      String uri = (mode.isSecure() ? "https" : "http") + "://127.0.0.1:" + address.getPort() + "/";
      step.run(client, uri);
    }
    mode.hubs.assertBuffersReturned();
  }

  /// A call about who asks.
  private static String answer(ClientRequest call) throws IOException {
    try (ClientResponse response = call.send()) {
      return response.header("X-Said") + " " + response.text();
    }
  }

  @Test
  void anotherThreadDoesWhatTheHandlerCould() throws Exception {
    serve(
        (request, response) -> {
          CompletableFuture<Void> done = new CompletableFuture<>();
          Thread.ofPlatform()
              .start(() -> {
                try {
                  answer(request, response);
                  done.complete(null);
                } catch (IOException | RuntimeException failure) {
                  done.completeExceptionally(failure);
                }
              });
          done.get();
        },
        (client, uri) -> {
          for (int round = 0; round < ROUNDS; round++) {
            String user = "u" + round;
            ClientRequest call = client.post(uri).header("X-User", user).body("body of " + user);
            assertThat(answer(call)).isEqualTo(user + " body of " + user);
          }
        });
  }

  private static void answer(Request request, Response response) throws IOException {
    byte[] body = request.body().bytes();
    response.header("X-Said", "" + request.header("x-user"));
    if (body.length % 2 == 0) {
      response.send(body);
      return;
    }
    response.stream().write(body, 0, 1);
    response.stream().flush();
    response.stream().write(body, 1, body.length - 1);
    response.stream().close();
  }

  @Test
  void whoIsLateMeetsNobodyElse() throws Exception {
    AtomicLong foreignFields = new AtomicLong();
    LateReader late = new LateReader();
    try (late) {
      serve(
          (request, response) -> {
            byte[] body = request.body().bytes();
            String user = new String(body, ISO_8859_1);
            if (body[body.length - 1] == '0') {
              // Then its strings are made before it is lent, else by whoever is late.
              request.headers().copy();
            }
            late.lend(request, user, () -> response.header("X-Said", user));
            // On a busy machine it is seldom late by itself.
            if (user.endsWith("00")) {
              late.awaitRead();
            }
            for (int spin = 0; spin < 100; spin++) {
              Thread.onSpinWait();
            }
            response.send(body);
          },
          (client, uri) -> {
            for (int round = 0; round < LATE_ROUNDS; round++) {
              // Heads that come again are known, and another object has their fields.
              String user = "user" + (10_000 + Math.min(round, LATE_ROUNDS / 2) * 5);
              ClientRequest call = client.post(uri).header("X-User", user).body(user);
              if (round < LATE_ROUNDS / 2 && round % 4 == 1) {
                call.trailer("X-End", user);
              }
              String answer = answer(call);
              if (!answer.equals("null " + user) && !answer.equals(user + " " + user)) {
                foreignFields.incrementAndGet();
              }
            }
          });
    }

    assertThat(late.reads()).isPositive();
    assertThat(late.wrong()).as("fields of somebody else's request, or not all").isEmpty();
    assertThat(foreignFields.get()).as("fields in somebody else's response").isZero();
  }

  @Test
  void whoStillWaitsForTheBodyLearnsThatTheHandlerHasReturned() throws Exception {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    serve(
        (request, response) -> {
          byte[] most = new byte[8192];
          request.body().read(most, 0, most.length);
          Thread reader = Thread.ofPlatform().start(() -> told.complete(rest(request)));
          // For a state, not a time: whether it waits for the hub or for the body, it is in a call.
          while (reader.getState() != Thread.State.WAITING && !told.isDone()) {
            Thread.sleep(1);
          }
          response.header("X-Said", "enough").send();
        },
        (client, uri) -> {
          try (ClientCall call = client.post(uri).start(100)) {
            call.write(new byte[10]);
            assertThat(call.response().header("X-Said")).isEqualTo("enough");
            assertThat(told.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("returned");
          }
        });
  }

  /// Reads a body that does not come.
  private static Exception rest(Request request) {
    try {
      return new IOException("read " + request.body().bytes().length);
    } catch (IOException | RuntimeException failure) {
      return failure;
    }
  }
}
