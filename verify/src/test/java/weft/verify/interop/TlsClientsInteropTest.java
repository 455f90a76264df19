package weft.verify.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.X509TrustManager;
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

/// HTTP/1.1 and HTTP/2 over TLS: curl, nghttp, h2load, OkHttp, the JDK's client, Python and
/// Chromium, on each back-end and with either provider.
@Tag("interop")
@Timeout(120)
@ParameterizedClass
@MethodSource("modes")
final class TlsClientsInteropTest {
  /// Streams open together on one connection.
  private static final int STREAMS = 100;

  private static final List<Integer> BODY_SIZES = List.of(0, 1, 100_000);

  private static @Nullable DemoProcess running;

  @TempDir static Path folder;

  @Parameter TlsMode mode;

  static List<TlsMode> modes() {
    return TlsMode.all();
  }

  @BeforeParameterizedClassInvocation
  static void start(TlsMode mode) throws Exception {
    running = DemoProcess.startSecure(mode.demo(), folder, "--tls-provider", mode.provider());
  }

  @AfterParameterizedClassInvocation
  static void stop() throws InterruptedException {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  /// A version of HTTP as curl is told it, and as it tells it.
  private record Version(String option, String name) {
    static final List<Version> BOTH =
        List.of(new Version("--http1.1", "1.1"), new Version("--http2", "2"));
  }

  @Test
  void curlGets() throws Exception {
    for (Version version : Version.BOTH) {
      assertThat(curl("", version.option(), demo().secureUrl("/plaintext")))
          .isEqualTo(new CurlAnswer("200 " + version.name(), "Hello, World!"));
      assertThat(curl("", version.option(), demo().secureUrl("/users/7")).body())
          .isEqualTo("{\"id\":7,\"name\":\"user 7\"}");
      assertThat(curl("", version.option(), demo().secureUrl("/nowhere")).status())
          .isEqualTo("404 " + version.name());
    }
  }

  @Test
  void curlGetsHttp2ByDefault() throws Exception {
    assertThat(curl("", demo().secureUrl("/plaintext")).status()).isEqualTo("200 2");
  }

  @Test
  void curlGetsTheHeadOnly() throws Exception {
    for (Version version : Version.BOTH) {
      CurlAnswer answer = curl("", version.option(), "-I", demo().secureUrl("/plaintext"));

      assertThat(answer.status()).isEqualTo("200 " + version.name());
      assertThat(answer.body()).containsIgnoringCase("content-length: 13\r\n");
      assertThat(answer.body()).doesNotContain("Hello");
    }
  }

  @Test
  void curlPosts() throws Exception {
    for (Version version : Version.BOTH) {
      for (int size : BODY_SIZES) {
        String body = new String(EchoBodies.of(size), US_ASCII);
        String url = demo().secureUrl("/echo");

        CurlAnswer answer = curl(body, version.option(), "--data-binary", "@-", url);

        assertThat(answer)
            .as("%s bytes", size)
            .isEqualTo(new CurlAnswer("200 " + version.name(), body));
      }
    }
  }

  @Test
  void curlStreams() throws Exception {
    Path file = folder.resolve("streamed");
    for (Version version : Version.BOTH) {
      for (int size : DemoStream.SIZES) {
        Files.deleteIfExists(file);
        String url = demo().secureUrl(DemoStream.path(size));
        CurlAnswer answer = curl("", version.option(), "-o", file.toString(), url);

        assertThat(answer.status()).isEqualTo("200 " + version.name());
        // Curl makes no file for no bytes.
        byte[] got = size == 0 ? new byte[0] : Files.readAllBytes(file);
        assertThat(got).as("%s bytes", size).isEqualTo(DemoStream.content(size));
      }
    }
  }

  @Test
  void curlIsServedInEitherVersionOfTls() throws Exception {
    assertThat(curlTalk("--tlsv1.2", "--tls-max", "1.2")).contains("SSL connection using TLSv1.2");
    assertThat(curlTalk("--tlsv1.3")).contains("SSL connection using TLSv1.3");
  }

  private static String curlTalk(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("-sS", "-m", "30", "-v", "-o", "/dev/null"));
    all.addAll(List.of("--cacert", certificate().toString()));
    all.addAll(List.of(arguments));
    all.add(demo().secureUrl("/plaintext"));
    Tool.Run run = Tool.run("curl", all);
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("ALPN: server accepted h2", "HTTP/2 200");
    return run.output();
  }

  @Test
  void nghttpGets() throws Exception {
    Tool.Run run = Tool.run("nghttp", List.of("-v", "--timeout=20", secureUrl("/plaintext")));

    assertThat(run.output())
        .contains("The negotiated protocol: h2", ":status: 200", "Hello, World!");
  }

  @Test
  void nghttpPosts() throws Exception {
    byte[] body = EchoBodies.of(100_000);
    Path file = Files.write(folder.resolve("body"), body);

    Tool.Run run =
        Tool.run("nghttp", List.of("-y", "--timeout=20", "--data=" + file, secureUrl("/echo")));

    assertThat(run.output()).isEqualTo(new String(body, US_ASCII));
  }

  @Test
  void nghttpOpensAHundredStreamsAtOnce() throws Exception {
    Tool.Run run =
        Tool.run(
            "nghttp",
            List.of("-n", "-s", "-m", "" + STREAMS, "--timeout=20", secureUrl("/sleep?ms=50")));

    assertThat(run.output().lines().filter(line -> line.contains(" 200 ")))
        .as(run.output())
        .hasSize(STREAMS);
  }

  @Test
  void h2loadFindsNoErrors() throws Exception {
    assertThat(h2load(10_000, List.of("-c", "4", "-m", "32", secureUrl("/plaintext"))))
        .contains("Application protocol: h2");
    assertThat(h2load(2_000, List.of("--h1", "-c", "4", secureUrl("/plaintext"))))
        .contains("Application protocol: http/1.1");
  }

  @Test
  void h2loadStreamsAndPostsWithoutErrors() throws Exception {
    Path file = Files.write(folder.resolve("posted"), EchoBodies.of(100_000));
    h2load(100, List.of("-c", "2", "-m", "16", "-w", "12", secureUrl("/stream?bytes=99999")));
    h2load(100, List.of("-c", "2", "-m", "16", "-d", file.toString(), secureUrl("/echo")));
  }

  private static String h2load(int requests, List<String> more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-n", "" + requests));
    arguments.addAll(more);
    Tool.Run run = Tool.run("h2load", arguments);

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains(requests + " succeeded, 0 failed, 0 errored, 0 timeout")
        .contains("status codes: " + requests + " 2xx");
    return run.output();
  }

  @Test
  void okHttpGetsPostsAndStreams() throws Exception {
    try (OkHttpPlay client = new OkHttpPlay(demo(), trust())) {
      client.verify();
      client.askTogether("/sleep?ms=50", STREAMS);
    }
  }

  @Test
  void theJdkClientGetsPostsAndStreams() throws Exception {
    try (JdkClientPlay client = new JdkClientPlay(demo(), trust())) {
      client.verify();
      client.askTogether("/sleep?ms=50", STREAMS);
    }
  }

  @Test
  void pythonGetsInEitherVersionOfTls() throws Exception {
    assertThat(PythonClient.ask(demo(), certificate(), "TLSv1_2"))
        .startsWith("TLSv1.2 HTTP/1.1 200 ")
        .contains("Hello, World!");
    assertThat(PythonClient.ask(demo(), certificate(), "TLSv1_3"))
        .startsWith("TLSv1.3 HTTP/1.1 200 ")
        .contains("Hello, World!");
  }

  @Test
  void chromiumLoadsThePageOverHttp2() throws Exception {
    Path log = folder.resolve("net-log-" + demo().tlsPort() + ".json");

    Tool.Run run =
        Chromium.dump(folder, demo().secureUrl("/"), "--log-net-log=" + log, "--timeout=20000");

    assertThat(run.output()).contains("<title>", "Weft");
    assertThat(http2Sessions(Files.readAllLines(log))).as("sessions of HTTP/2").isNotEmpty();
  }

  /// Lines of Chromium's log about the demo that come from a session of HTTP/2, whose number among
  /// the kinds of sources the log tells at its beginning.
  private static List<String> http2Sessions(List<String> log) {
    Set<String> kinds = new HashSet<>();
    Matcher kind = Pattern.compile("\"HTTP2_SESSION\":([0-9]+)").matcher(log.getFirst());
    while (kind.find()) {
      kinds.add("\"type\":" + kind.group(1) + "}");
    }
    return log.stream()
        .filter(line -> line.contains("\"host\":\"127.0.0.1:" + demo().tlsPort() + "\""))
        .filter(line -> kinds.stream().anyMatch(line::contains))
        .toList();
  }

  @Test
  void plainHttpToTheTlsPortIsToldSo() throws Exception {
    CurlAnswer answer = curl("", "http://127.0.0.1:" + demo().tlsPort() + "/plaintext");

    assertThat(answer.status()).isEqualTo("400 1.1");
    assertThat(answer.body()).contains("This port speaks TLS; use https://");
  }

  @Test
  void tlsToThePlainPortIsToldSo() throws Exception {
    Tool.Run run =
        Tool.run(
            "python3",
            List.of(
                "-c",
                """
                import socket, ssl, sys
                hello = ssl.MemoryBIO()
                client = ssl.create_default_context().wrap_bio(
                    ssl.MemoryBIO(), hello, server_hostname="localhost")
                try:
                    client.do_handshake()
                except ssl.SSLWantReadError:
                    pass
                with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20) as plain:
                    plain.sendall(hello.read())
                    answer = b""
                    while part := plain.recv(65536):
                        answer += part
                print(answer.decode())
                """,
                "" + demo().port()));

    assertThat(run.output())
        .startsWith("HTTP/1.1 400 ")
        .contains("this port speaks plain HTTP; use http://");
  }

  @Test
  void aClientThatTrustsOthersGoesAwayAndNothingElseSuffers() throws Exception {
    Tool.Run run = Tool.run("curl", List.of("-sS", "-m", "30", secureUrl("/plaintext")));

    // 60: the peer's certificate cannot be authenticated.
    assertThat(run.exitCode()).as(run.output()).isEqualTo(60);
    assertThat(curl("", demo().secureUrl("/plaintext")).status()).isEqualTo("200 2");
  }

  /// What curl got.
  private record CurlAnswer(String status, String body) {}

  private static CurlAnswer curl(String input, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("-sS", "-m", "30", "-w", "\n%{http_code} %{http_version}"));
    all.addAll(List.of("--cacert", certificate().toString()));
    all.addAll(List.of(arguments));
    Tool.Run run = Tool.run("curl", all, input);
    assertThat(run.exitCode()).as(run.output()).isZero();
    int end = run.output().lastIndexOf('\n');
    return new CurlAnswer(run.output().substring(end + 1), run.output().substring(0, end));
  }

  private static DemoProcess demo() {
    return Objects.requireNonNull(running);
  }

  private static String secureUrl(String path) {
    return demo().secureUrl(path);
  }

  private static Path certificate() {
    return folder.resolve("weft").resolve("development-certificate.pem");
  }

  private static X509TrustManager trust() throws Exception {
    return CertificateFiles.trusting(certificate());
  }
}
