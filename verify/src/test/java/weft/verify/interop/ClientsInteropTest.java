package weft.verify.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// curl, wrk, ab, the JDK's client and Python's, on each back-end, with and without opened
/// internals.
@Tag("interop")
@Timeout(120)
@ParameterizedClass
@MethodSource("modes")
final class ClientsInteropTest {
  private static @Nullable DemoProcess running;

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
  void startUpNamesTheBackEnd() {
    assertThat(demo().output()).containsIgnoringCase(mode.backend());
  }

  @Test
  void curlGets() throws Exception {
    assertThat(curl(demo().url("/plaintext")).status()).isEqualTo("200 1.1");
  }

  @Test
  void curlGetsTheHeadOnly() throws Exception {
    Tool.Run run = Tool.run("curl", List.of("-sS", "-I", "-m", "10", demo().url("/plaintext")));

    assertThat(run.exitCode()).isZero();
    assertThat(run.output())
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("content-length: ")
        .containsIgnoringCase("date: ");
  }

  @Test
  void curlPostsACountedBody() throws Exception {
    assertThat(curl("--data-binary", "some text", demo().url("/echo")))
        .isEqualTo(new CurlAnswer("200 1.1", "some text"));
  }

  @Test
  void curlPostsAChunkedBody() throws Exception {
    String body = "0123456789".repeat(20_000);

    CurlAnswer answer =
        curlWith(
            body, "-H", "Transfer-Encoding: chunked", "--data-binary", "@-", demo().url("/echo"));

    assertThat(answer).isEqualTo(new CurlAnswer("200 1.1", body));
  }

  @Test
  void curlWaitsFor100Continue() throws Exception {
    // Curl waits longer than the test: without 100 the body would never be sent.
    CurlAnswer answer =
        curl(
            "-H",
            "Expect: 100-continue",
            "--expect100-timeout",
            "60",
            "--data-binary",
            "some text",
            demo().url("/echo"));

    assertThat(answer).isEqualTo(new CurlAnswer("200 1.1", "some text"));
  }

  @Test
  void curlSpeaksHttp10() throws Exception {
    assertThat(curl("--http1.0", demo().url("/plaintext")).status()).startsWith("200 ");
    assertThat(curl("--http1.0", "--data-binary", "some text", demo().url("/echo")).body())
        .isEqualTo("some text");
  }

  @Test
  void curlReusesItsConnection() throws Exception {
    Tool.Run run =
        Tool.run(
            "curl",
            List.of(
                "-sS",
                "-m",
                "10",
                "-w",
                " %{num_connects}",
                demo().url("/plaintext"),
                demo().url("/json"),
                demo().url("/users/7")));

    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains(" 1").contains(" 0").endsWith(" 0");
  }

  @Test
  void curlStreamsALargeBody() throws Exception {
    Tool.Run run =
        Tool.run(
            "curl",
            List.of(
                "-sS",
                "-m",
                "30",
                "-o",
                "/dev/null",
                "-w",
                "%{size_download}",
                demo().url("/stream?bytes=20000000")));

    assertThat(run.output()).isEqualTo("20000000");
  }

  @Test
  void wrkFindsNoErrors() throws Exception {
    Tool.Run run = Tool.run("wrk", List.of("-t1", "-c32", "-d1s", demo().url("/plaintext")));

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("Requests/sec").doesNotContain("Non-2xx", "Socket errors");
  }

  @Test
  void abFindsNoErrors() throws Exception {
    for (List<String> keepAlive : List.of(List.of("-k"), List.<String>of())) {
      List<String> arguments = new ArrayList<>(List.of("-q", "-n", "1000", "-c", "16"));
      arguments.addAll(keepAlive);
      arguments.add(demo().url("/plaintext"));
      Tool.Run run = Tool.run("ab", arguments);

      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(run.output())
          .containsPattern("Complete requests:\\s+1000\n")
          .containsPattern("Failed requests:\\s+0\n")
          .doesNotContain("Non-2xx");
    }
  }

  @Test
  void theJdkClientGetsAndPosts() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> got =
          client.send(request("/plaintext").build(), BodyHandlers.ofString());
      HttpResponse<String> counted =
          client.send(
              request("/echo").POST(BodyPublishers.ofString("some text")).build(),
              BodyHandlers.ofString());
      HttpResponse<String> chunked =
          client.send(
              request("/echo")
                  .POST(
                      BodyPublishers.ofByteArrays(
                          List.of("ab".getBytes(UTF_8), "c".getBytes(UTF_8))))
                  .build(),
              BodyHandlers.ofString());
      HttpResponse<String> expecting =
          client.send(
              request("/echo")
                  .expectContinue(true)
                  .POST(BodyPublishers.ofString("some text"))
                  .build(),
              BodyHandlers.ofString());
      HttpResponse<Void> head =
          client.send(request("/plaintext").HEAD().build(), BodyHandlers.discarding());

      assertThat(got.statusCode()).isEqualTo(200);
      assertThat(counted.body()).isEqualTo("some text");
      assertThat(chunked.body()).isEqualTo("abc");
      assertThat(expecting.body()).isEqualTo("some text");
      assertThat(head.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void pythonsClientGetsAndPosts() throws Exception {
    String script =
        """
        import http.client, sys
        c = http.client.HTTPConnection('127.0.0.1', %d, timeout=10)
        def ask(*args, **more):
            c.request(*args, **more)
            r = c.getresponse()
            return r.status, r.read()
        assert ask('GET', '/plaintext')[0] == 200
        assert ask('HEAD', '/plaintext') == (200, b'')
        assert ask('POST', '/echo', body=b'some text') == (200, b'some text')
        assert ask('POST', '/echo', body=iter([b'ab', b'c']), encode_chunked=True,
            headers={'Transfer-Encoding': 'chunked'}) == (200, b'abc')
        assert ask('GET', '/nowhere')[0] == 404
        assert ask('DELETE', '/plaintext')[0] == 405
        assert ask('GET', '/error')[0] == 500
        assert ask('GET', '/users/7')[0] == 200
        assert len(ask('GET', '/stream?bytes=300000')[1]) == 300000
        print('done')
        """
            .replace("%d", "" + demo().port());

    Tool.Run run = Tool.run("python3", List.of("-c", script));

    assertThat(run.output().strip()).isEqualTo("done");
    assertThat(run.exitCode()).isZero();
  }

  /// What curl got.
  private record CurlAnswer(String status, String body) {}

  private static CurlAnswer curl(String... arguments) throws Exception {
    return curlWith("", arguments);
  }

  private static CurlAnswer curlWith(String input, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("-sS", "-m", "20", "-w", "\n%{http_code} %{http_version}"));
    all.addAll(List.of(arguments));
    Tool.Run run = Tool.run("curl", all, input);
    assertThat(run.exitCode()).as(run.output()).isZero();
    int end = run.output().lastIndexOf('\n');
    return new CurlAnswer(run.output().substring(end + 1), run.output().substring(0, end));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(demo().url(path)))
        .version(HttpClient.Version.HTTP_1_1);
  }

  private static DemoProcess demo() {
    return Objects.requireNonNull(running);
  }
}
