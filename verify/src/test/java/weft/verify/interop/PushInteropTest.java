package weft.verify.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import weft.http.Http2Options;
import weft.http.HttpOptions;
import weft.http.Request;
import weft.http.Response;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.hub.SchedulerChoice;
import weft.verify.wire.EchoServer;

/// Server push, taken and declined: the JDK's client, nghttp and curl, with handlers on the hub and
/// elsewhere.
@Tag("interop")
@Timeout(60)
@ParameterizedClass
@MethodSource("modes")
final class PushInteropTest {
  private static final int PATIENCE_SECONDS = 20;
  private static final int IMAGE_BYTES = 300_000;

  @Parameter Mode mode = new Mode(BackendChoice.NIO, SchedulerChoice.JDK);

  private final CompletableFuture<String> told = new CompletableFuture<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private EchoServer server;

  /// Where handlers run.
  record Mode(BackendChoice backend, SchedulerChoice scheduler) {}

  static List<Mode> modes() {
    return List.of(
        new Mode(BackendChoice.URING, SchedulerChoice.HUB),
        new Mode(BackendChoice.URING, SchedulerChoice.JDK),
        new Mode(BackendChoice.EPOLL, SchedulerChoice.HUB),
        new Mode(BackendChoice.NIO, SchedulerChoice.JDK));
  }

  @BeforeEach
  void start() throws IOException {
    HubOptions hubs =
        HubOptions.DEFAULTS.withHubs(1).withBackend(mode.backend()).withScheduler(mode.scheduler());
    HttpOptions options = HttpOptions.DEFAULTS.withHttp2(Http2Options.DEFAULTS.withPush(true));
    server = EchoServer.start(hubs, options, this::handle);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void handle(Request request, Response response) throws IOException {
    switch (request.path()) {
      case "/page" -> {
        boolean style = response.push("/style.css", "Accept", "text/css");
        boolean image = response.push("/image?of=page");
        response.send(("page " + style + " " + image).getBytes(US_ASCII));
      }
      case "/sheets" -> {
        boolean style = response.push("/style.css", "Accept", "text/css");
        boolean print = response.push("/style.css?of=print");
        response.send(("sheets " + style + " " + print).getBytes(US_ASCII));
      }
      case "/style.css" -> response.send(("style, " + request.header("accept")).getBytes(US_ASCII));
      case "/image" -> {
        OutputStream out = response.stream();
        for (int sent = 0; sent < IMAGE_BYTES; sent += 10_000) {
          out.write(new byte[10_000]);
        }
      }
      case "/patient" -> {
        response.push("/slow");
        response.send("page".getBytes(US_ASCII));
      }
      case "/slow" -> {
        begun.countDown();
        await();
      }
      default -> response.status(404).send();
    }
  }

  /// Until somebody interrupts it.
  private void await() {
    try {
      boolean over = new CountDownLatch(1).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      told.complete("nobody came, " + over);
    } catch (InterruptedException interrupted) {
      told.complete("interrupted");
    }
  }

  private void awaitBegun() {
    try {
      assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  private int port() {
    return ((InetSocketAddress) server.address()).getPort();
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(Version.HTTP_2).build();
  }

  /// By its first request, which asks for an upgrade, and by one that comes as HTTP/2. What is
  /// pushed is small: the JDK's client loses its place among the frames when more than it reads at
  /// once stands behind a 101.
  @Test
  void theJdkClientTakesWhatIsPushed() throws Exception {
    try (HttpClient client = client()) {
      for (int round = 0; round < 20; round++) {
        Map<String, byte[]> pushed = new TreeMap<>();
        ConcurrentMap<HttpRequest, CompletableFuture<HttpResponse<byte[]>>> promises =
            new ConcurrentHashMap<>();

        HttpResponse<byte[]> page =
            client
                .sendAsync(
                    HttpRequest.newBuilder(uri("/sheets")).build(),
                    BodyHandlers.ofByteArray(),
                    PushPromiseHandler.of(_ -> BodyHandlers.ofByteArray(), promises))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (Map.Entry<HttpRequest, CompletableFuture<HttpResponse<byte[]>>> promise :
            promises.entrySet()) {
          HttpResponse<byte[]> response =
              promise.getValue().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
          assertThat(response.statusCode()).isEqualTo(200);
          assertThat(response.version()).isEqualTo(Version.HTTP_2);
          pushed.put(promise.getKey().uri().toString(), response.body());
        }

        assertThat(page.version()).isEqualTo(Version.HTTP_2);
        assertThat(new String(page.body(), US_ASCII)).isEqualTo("sheets true true");
        assertThat(pushed)
            .containsOnlyKeys(uri("/style.css").toString(), uri("/style.css?of=print").toString());
        assertThat(pushed.values())
            .extracting(body -> new String(body, US_ASCII))
            .containsExactlyInAnyOrder("style, text/css", "style, null");
      }
    }
  }

  @Test
  void aHandlerWhoseAnswerIsDeclinedIsInterrupted() throws Exception {
    try (HttpClient client = client()) {
      // What is declined before its handler begins is not handled.
      PushPromiseHandler<byte[]> declining = (_, _, _) -> awaitBegun();

      HttpResponse<byte[]> page =
          client
              .sendAsync(
                  HttpRequest.newBuilder(uri("/patient")).build(),
                  BodyHandlers.ofByteArray(),
                  declining)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);

      assertThat(page.body()).asString(US_ASCII).isEqualTo("page");
      assertThat(told.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("interrupted");
    }
  }

  @Test
  void overHttp1NothingIsPromised() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      HttpResponse<String> page =
          client.send(HttpRequest.newBuilder(uri("/page")).build(), BodyHandlers.ofString());

      assertThat(page.version()).isEqualTo(Version.HTTP_1_1);
      assertThat(page.body()).isEqualTo("page false false");
    }
  }

  @Test
  void nghttpTakesWhatIsPushed() throws Exception {
    Tool.Run run = Tool.run("nghttp", List.of("-nv", "--timeout=20", uri("/page").toString()));

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .containsPattern("recv PUSH_PROMISE frame <length=\\d+, flags=0x04, stream_id=\\d+>")
        .contains("promised_stream_id=2)", "promised_stream_id=4)", ":path: /style.css")
        .contains("recv DATA frame <length=15, flags=0x01, stream_id=2>");
  }

  @Test
  void nghttpWantsNoPushes() throws Exception {
    Tool.Run run =
        Tool.run("nghttp", List.of("-v", "--no-push", "--timeout=20", uri("/page").toString()));

    assertThat(run.output()).contains("page false false").doesNotContain("PUSH_PROMISE");
  }

  @Test
  void curlWantsNoPushes() throws Exception {
    Tool.Run run =
        Tool.run(
            "curl", List.of("-sS", "-m", "20", "--http2-prior-knowledge", uri("/page").toString()));

    assertThat(run.output()).isEqualTo("page false false");
  }
}
