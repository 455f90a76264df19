package weft.verify.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// HTTP/2 in cleartext: curl, nghttp, h2load, OkHttp and the JDK's client, on each back-end, with
/// and without opened internals.
@Tag("interop")
@Timeout(120)
@ParameterizedClass
@MethodSource("modes")
final class Http2ClientsInteropTest {
  /// Streams open together on one connection.
  private static final int STREAMS = 100;

  private static @Nullable DemoProcess running;

  @TempDir static Path folder;

  @Parameter DemoMode mode;

  static List<DemoMode> modes() {
    return DemoMode.all();
  }

  @BeforeParameterizedClassInvocation
  static void start(DemoMode mode) throws Exception {
    running = DemoProcess.start(mode);
  }

  @AfterParameterizedClassInvocation
  static void stop() throws InterruptedException {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  @Test
  void curlGets() throws Exception {
    assertThat(curl("", "--http2-prior-knowledge", demo().url("/plaintext")))
        .isEqualTo(new CurlAnswer("200 2", "Hello, World!"));
    assertThat(curl("", "--http2-prior-knowledge", demo().url("/users/7")).body())
        .isEqualTo("{\"id\":7,\"name\":\"user 7\"}");
  }

  @Test
  void curlGetsErrors() throws Exception {
    assertThat(curl("", "--http2-prior-knowledge", demo().url("/nowhere")).status())
        .isEqualTo("404 2");
    assertThat(curl("", "--http2-prior-knowledge", demo().url("/error")).status())
        .isEqualTo("500 2");
    assertThat(
            curl("", "--http2-prior-knowledge", "-X", "DELETE", demo().url("/plaintext")).status())
        .isEqualTo("405 2");
  }

  @Test
  void curlGetsTheHeadOnly() throws Exception {
    CurlAnswer answer = curl("", "--http2-prior-knowledge", "-I", demo().url("/plaintext"));

    assertThat(answer.status()).isEqualTo("200 2");
    assertThat(answer.body())
        .startsWith("HTTP/2 200")
        .contains("content-length: 13\r\n", "\r\ndate: ")
        .doesNotContain("Hello");
  }

  @Test
  void curlUpgrades() throws Exception {
    assertThat(curl("", "--http2", demo().url("/plaintext")))
        .isEqualTo(new CurlAnswer("200 2", "Hello, World!"));
    assertThat(curl("", "--http2", "-I", demo().url("/plaintext")).body())
        .startsWith("HTTP/1.1 101")
        .contains("HTTP/2 200");
  }

  /// The first answer is small: what comes with the upgrade must fit into curl's buffer.
  @Test
  void curlUpgradesOnceForSeveralRequests() throws Exception {
    String format = "%{http_version} %{num_connects} %{size_download};";
    List<String> arguments = new ArrayList<>(List.of("-sS", "-m", "20", "--http2", "-w", format));
    for (int size : List.of(1000, 200_000, 200_000)) {
      arguments.addAll(List.of("-o", "/dev/null", demo().url(DemoStream.path(size))));
    }

    assertThat(Tool.run("curl", arguments).output()).isEqualTo("2 1 1000;2 0 200000;2 0 200000;");
  }

  @Test
  void curlPosts() throws Exception {
    for (int size : EchoBodies.SIZES) {
      String body = new String(EchoBodies.of(size), US_ASCII);

      CurlAnswer answer =
          curl(body, "--http2-prior-knowledge", "--data-binary", "@-", demo().url("/echo"));

      assertThat(answer).as("%s bytes", size).isEqualTo(new CurlAnswer("200 2", body));
    }
  }

  /// A server may answer a request with a body in HTTP/1.1, so only the answer counts.
  @Test
  void curlAsksForAnUpgradeWithABody() throws Exception {
    for (int size : EchoBodies.SIZES) {
      String body = new String(EchoBodies.of(size), US_ASCII);

      CurlAnswer answer = curl(body, "--http2", "--data-binary", "@-", demo().url("/echo"));

      assertThat(answer.status()).startsWith("200 ");
      assertThat(answer.body()).as("%s bytes", size).isEqualTo(body);
    }
  }

  @Test
  void curlUploadsWithoutALength() throws Exception {
    String body = new String(EchoBodies.of(100_000), US_ASCII);

    CurlAnswer answer =
        curl(body, "--http2-prior-knowledge", "-X", "POST", "-T", "-", demo().url("/echo"));

    assertThat(answer).isEqualTo(new CurlAnswer("200 2", body));
  }

  @Test
  void curlStreams() throws Exception {
    Path file = folder.resolve("streamed");
    for (int size : DemoStream.SIZES) {
      String url = demo().url(DemoStream.path(size));
      CurlAnswer answer = curl("", "--http2-prior-knowledge", "-o", file.toString(), url);

      assertThat(answer.status()).isEqualTo("200 2");
      // Curl makes no file for no bytes.
      byte[] got = size == 0 ? new byte[0] : Files.readAllBytes(file);
      assertThat(got).as("%s bytes", size).isEqualTo(DemoStream.content(size));
    }
  }

  @Test
  void nghttpGets() throws Exception {
    Tool.Run run = Tool.run("nghttp", List.of("-v", "--timeout=20", demo().url("/plaintext")));

    assertThat(run.output()).contains(":status: 200", "Hello, World!");
  }

  @Test
  void nghttpUpgrades() throws Exception {
    Tool.Run run =
        Tool.run("nghttp", List.of("-v", "-u", "--timeout=20", demo().url("/plaintext")));

    assertThat(run.output()).contains("HTTP Upgrade success", ":status: 200", "Hello, World!");
  }

  @Test
  void nghttpPostsWithTrailersAndPadding() throws Exception {
    byte[] body = EchoBodies.of(100_000);
    Path file = Files.write(folder.resolve("body"), body);

    Tool.Run run =
        Tool.run(
            "nghttp",
            List.of(
                "--timeout=20",
                "--data=" + file,
                "--trailer=x-checked: yes",
                "--padding=255",
                demo().url("/echo")));

    assertThat(run.output()).isEqualTo(new String(body, US_ASCII));
  }

  @Test
  void nghttpOpensAHundredStreamsAtOnce() throws Exception {
    Tool.Run run =
        Tool.run(
            "nghttp",
            List.of("-n", "-s", "-m", "" + STREAMS, "--timeout=20", demo().url("/sleep?ms=50")));

    assertThat(run.output().lines().filter(line -> line.contains(" 200 ")))
        .as(run.output())
        .hasSize(STREAMS);
  }

  @Test
  void h2loadFindsNoErrors() throws Exception {
    h2load(20_000, List.of("-c", "4", "-m", "32", demo().url("/plaintext")));
    h2load(2_000, List.of("-c", "1", "-m", "" + STREAMS, demo().url("/json")));
  }

  @Test
  void h2loadFindsNoErrorsBehindSmallWindows() throws Exception {
    h2load(
        200,
        List.of("-c", "2", "-m", "16", "-w", "12", "-W", "14", demo().url("/stream?bytes=99999")));
  }

  /// Sixteen streams of each of two connections.
  @Test
  void h2loadPostsWithoutErrors() throws Exception {
    Path file = Files.write(folder.resolve("posted"), EchoBodies.of(100_000));
    h2load(200, List.of("-c", "2", "-m", "16", "-d", file.toString(), demo().url("/echo")));
  }

  private static void h2load(int requests, List<String> more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-n", "" + requests));
    arguments.addAll(more);
    Tool.Run run = Tool.run("h2load", arguments);

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains(requests + " succeeded, 0 failed, 0 errored, 0 timeout")
        .contains("status codes: " + requests + " 2xx");
  }

  @Test
  void okHttpGetsPostsAndStreams() throws Exception {
    try (OkHttpPlay client = new OkHttpPlay(demo())) {
      client.verify();
    }
  }

  @Test
  void okHttpOpensAHundredStreamsOnOneConnection() throws Exception {
    try (OkHttpPlay client = new OkHttpPlay(demo())) {
      client.askTogether("/sleep?ms=50", STREAMS);
      client.askTogether("/stream?bytes=50000", STREAMS);
    }
  }

  @Test
  void theJdkClientGetsPostsAndStreams() throws Exception {
    try (JdkClientPlay client = new JdkClientPlay(demo())) {
      client.verify();
    }
  }

  @Test
  void theJdkClientUpgradesWithABody() throws Exception {
    for (int size : EchoBodies.SIZES) {
      try (JdkClientPlay client = new JdkClientPlay(demo())) {
        client.echo(size);
      }
    }
  }

  @Test
  void theJdkClientOpensAHundredStreamsOnOneConnection() throws Exception {
    try (JdkClientPlay client = new JdkClientPlay(demo())) {
      client.askTogether("/sleep?ms=50", STREAMS);
      client.askTogether("/stream?bytes=50000", STREAMS);
    }
  }

  /// What curl got.
  private record CurlAnswer(String status, String body) {}

  private static CurlAnswer curl(String input, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("-sS", "-m", "30", "-w", "\n%{http_code} %{http_version}"));
    all.addAll(List.of(arguments));
    Tool.Run run = Tool.run("curl", all, input);
    assertThat(run.exitCode()).as(run.output()).isZero();
    int end = run.output().lastIndexOf('\n');
    return new CurlAnswer(run.output().substring(end + 1), run.output().substring(0, end));
  }

  private static DemoProcess demo() {
    return Objects.requireNonNull(running);
  }
}
