package weft.verify.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Forms and streams of records as curl, the JDK's client, nghttp and Chromium send them.
@Tag("interop")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FormsInteropTest {
  private static final int LARGE_BYTES = 5_000_000;

  @TempDir private static Path uploads;
  @TempDir private static Path files;
  private UploadsProcess example;
  private Path large;

  @BeforeAll
  void start() throws Exception {
    example = UploadsProcess.start(uploads);
    large = files.resolve("large.bin");
    byte[] bytes = new byte[LARGE_BYTES];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = "\r\n--------x".getBytes(UTF_8)[index % 11];
    }
    Files.write(large, bytes);
    Files.writeString(files.resolve("größe \"1\".txt"), "größe");
    Files.writeString(files.resolve("empty.txt"), "");
  }

  @AfterAll
  void stop() throws InterruptedException {
    example.close();
  }

  private String url(String path) {
    return example.url(path);
  }

  private String curl(String... arguments) throws Exception {
    List<String> all = Stream.concat(Stream.of("-sS", "-m", "30"), Stream.of(arguments)).toList();
    Tool.Run run = Tool.run("curl", all);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return run.output();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
  void curlSendsSeveralFiles(String version) throws Exception {
    String answer =
        curl(
            version,
            "-F",
            "note=a \"note\" ü",
            "-F",
            "file=@" + large,
            "-F",
            "file=@\"" + (files + "/größe \\\"1\\\".txt") + "\";type=text/plain",
            "-F",
            "file=@" + files.resolve("empty.txt") + ";filename=../../up/../.hidden",
            url("/large"));

    assertThat(answer)
        .contains("{\"field\":\"note\",\"text\":\"a \\\"note\\\" ü\"}")
        .contains("{\"field\":\"file\",\"file\":\"large.bin\",\"bytes\":" + LARGE_BYTES + "}")
        .contains("{\"field\":\"file\",\"file\":\"größe _1_.txt\",\"bytes\":7}")
        .contains("{\"field\":\"file\",\"file\":\"hidden\",\"bytes\":0}");
    assertThat(uploads.resolve("large.bin")).hasSameBinaryContentAs(large);
    assertThat(uploads.resolve("größe _1_.txt")).hasContent("größe");
  }

  @Test
  void curlEscapesByBackslashesToo() throws Exception {
    assertThat(curl("--form-escape", "-F", "a\"b\\c=x", url("/large")))
        .isEqualTo("[{\"field\":\"a\\\"b\\\\c\",\"text\":\"x\"}]");
    assertThat(curl("-F", "a\"b\\c=x", url("/large")))
        .isEqualTo("[{\"field\":\"a\\\"b\\\\c\",\"text\":\"x\"}]");
  }

  @Test
  void curlSendsAFormChunkedAndWaitsFor100() throws Exception {
    assertThat(
            curl(
                "-H",
                "Transfer-Encoding: chunked",
                "-H",
                "Expect: 100-continue",
                "--expect100-timeout",
                "60",
                "-F",
                "file=@" + large,
                url("/large")))
        .contains("\"bytes\":" + LARGE_BYTES);
  }

  /// Announced, found out on the way, and both over HTTP/2: the answer arrives though the client is
  /// still sending, and nothing is left.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--http1.1",
        "--http1.1 -H Expect:",
        "--http1.1 -H Expect: -H Transfer-Encoding:chunked",
        "--http2-prior-knowledge -H Expect:"
      })
  void curlIsToldThatItIsTooMuch(String options) throws Exception {
    Path sparse = files.resolve("too-large");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(70_000_000);
    }

    String answer =
        curl(
            Stream.concat(
                    Stream.of(options.split(" ")),
                    Stream.of("-w", " %{http_code}", "-F", "file=@" + sparse, url("/upload")))
                .toArray(String[]::new));

    assertThat(answer).containsPattern("\"fault\":\"(PART_)?BYTES\"").endsWith(" 413");
    assertThat(uploads.resolve("too-large")).doesNotExist();
  }

  @Test
  void curlSendsUrlencodedForms() throws Exception {
    assertThat(curl("--data-urlencode", "words=a&b ü", "-d", "tag=x", url("/search")))
        .isEqualTo("a&b ü, page 1, [x]");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void theJdksClientSendsAForm(HttpClient.Version version) throws Exception {
    String head =
        "--jdk\r\nContent-Disposition: form-data; name=\"file\"; filename=\"jdk.bin\"\r\n\r\n";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url("/large")))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "multipart/form-data; boundary=jdk")
            .POST(
                BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofFile(large),
                    BodyPublishers.ofString("\r\n--jdk--\r\n")))
            .build();
    try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
      // The upgrade to HTTP/2 is done by a request without a body.
      client.send(HttpRequest.newBuilder(URI.create(url("/"))).build(), BodyHandlers.ofString());

      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

      assertThat(response.version()).isEqualTo(version);
      assertThat(response.body()).contains("\"bytes\":" + LARGE_BYTES);
    }
    assertThat(uploads.resolve("jdk.bin")).hasSameBinaryContentAs(large);
  }

  @Test
  void chromiumSendsFormDataAndSeesProgress() throws Exception {
    Tool.Run run = Chromium.dump(files, url("/#try"), "--virtual-time-budget=20000");

    assertThat(run.output())
        .contains("201 [{\"field\":\"note\",\"text\":\"grüße\"}")
        .contains("{\"field\":\"file\",\"file\":\"large _ü_.txt\",\"bytes\":3000000}")
        .contains("{\"field\":\"file\",\"file\":\"small.txt\",\"bytes\":9}")
        .containsPattern("data-events=\"[1-9]");
    assertThat(uploads.resolve("small.txt")).hasContent("small\r\n--");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
  void curlStreamsRecords(String version) throws Exception {
    Path lines = files.resolve("lines");
    Files.writeString(lines, curl(version, "-N", url("/readings?count=1000")));

    assertThat(lines).content().endsWith("{\"sensor\":\"a\",\"value\":999.0}\n");
    assertThat(
            curl(
                version,
                "-H",
                "Content-Type: application/x-ndjson",
                "--data-binary",
                "@" + lines,
                url("/readings")))
        .contains("\"count\":1000", "\"mean\":499.5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
  void curlSeesHintsAndTrailers(String version) throws Exception {
    String answer = curl(version, "-D", "-", "-d", "ab", url("/sum"));

    assertThat(answer.indexOf(" 103")).isPositive().isLessThan(answer.indexOf(" 200"));
    String lower = answer.toLowerCase(Locale.ROOT);
    assertThat(lower).contains("link: </sums>; rel=describedby").contains("false");
    // This curl keeps the trailers of HTTP/2 to itself; nghttp shows them.
    if (version.equals("--http1.1")) {
      assertThat(lower).contains("x-sum: 195");
    }
  }

  @Test
  void nghttpSendsAndSeesTrailers() throws Exception {
    Path body = Files.writeString(files.resolve("body"), "ab");

    Tool.Run run =
        Tool.run("nghttp", List.of("-v", "--trailer=x-sum: 195", "--data=" + body, url("/sum")));

    assertThat(run.output()).contains("true").containsPattern("recv .*x-sum: 195");
  }

  /// Half a GiB of a sparse file through a heap of 64 MiB.
  @Test
  void aSmallHeapTakesALargeUpload() throws Exception {
    long bytes = 1L << 29;
    Path sparse = files.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(bytes);
    }
    String answer = curl("-F", "file=@" + sparse + ";filename=sparse", url("/large"));

    assertThat(answer).contains("\"bytes\":" + bytes);
    assertThat(example.residentBytes()).isLessThan(250L << 20);
    Path saved = uploads.resolve("sparse");
    assertThat(Files.size(saved)).isEqualTo(bytes);
    try (InputStream in = Files.newInputStream(saved)) {
      assertThat(in.readNBytes(4096)).containsOnly(0);
    }
    Files.delete(saved);
  }
}
