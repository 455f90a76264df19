package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.ClientGone;
import weft.hub.Hub;
import weft.web.compression.Coding;
import weft.web.compression.Compression;
import weft.web.compression.CompressionOptions;

/// Responses compressed over real sockets, decoded by other implementations.
@Timeout(30)
class CompressionSocketTest {
  private static final String TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(2000);

  private final App app = App.create();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch unwantedBegun = new CountDownLatch(1);
  private final CompletableFuture<IOException> told = new CompletableFuture<>();
  private Compression compression = Compression.create();
  private @Nullable Site site;

  @BeforeEach
  void routes() {
    app.get("/text", (req, res) -> res.header("ETag", "\"one\"").text(TEXT));
    app.get("/small", (req, res) -> res.text("small"));
    app.get("/noise", (req, res) -> res.bytes(noise(), "text/plain"));
    app.get("/image", (req, res) -> res.bytes(TEXT.getBytes(UTF_8), "image/png"));
    app.get("/encoded", (req, res) -> res.header("Content-Encoding", "compress").text(TEXT));
    app.get("/part", (req, res) -> res.status(206).text(TEXT));
    app.get("/untouched", (req, res) -> res.header("Cache-Control", "no-transform").text(TEXT));
    app.get("/secret", (req, res) -> res.uncompressed().text(TEXT));
    app.get("/varies", (req, res) -> res.header("Vary", "Origin").text(TEXT));
    app.get("/unmodified", (req, res) -> res.status(304).header("ETag", "\"one\"").send());
    app.head(
        "/declared",
        (req, res) ->
            res.contentType("text/plain")
                .header("ETag", "\"one\"")
                .header("Content-Length", "90000")
                .status(200)
                .send());
    app.get(
        "/stream",
        (req, res) -> {
          OutputStream out = res.stream("text/plain");
          for (int line = 0; line < 2000; line++) {
            out.write((line + TEXT.substring(0, 50) + "\n").getBytes(UTF_8));
          }
        });
    app.get(
        "/counted",
        (req, res) -> {
          byte[] body = TEXT.getBytes(UTF_8);
          res.stream("text/plain", body.length).write(body);
        });
    app.get(
        "/replaced",
        (req, res) -> {
          OutputStream left = res.stream("text/plain", 7000);
          left.write(new byte[3000]);
          res.text(TEXT);
          assertThatThrownBy(() -> left.write(1)).isInstanceOf(IOException.class);
        });
    app.get(
        "/replaced-closed",
        (req, res) -> {
          try (OutputStream left = res.stream("text/plain")) {
            left.write(new byte[3000]);
          }
          res.text(TEXT);
        });
    app.get("/short-stream", (req, res) -> res.stream("text/plain").write("small".getBytes(UTF_8)));
    app.get(
        "/slow",
        (req, res) -> {
          OutputStream out = res.stream("text/plain");
          out.write("first\n".getBytes(UTF_8));
          out.flush();
          goOn.await();
          out.write("second\n".getBytes(UTF_8));
        });
    app.get(
        "/unwanted",
        (req, res) -> {
          unwantedBegun.countDown();
          awaitInterrupt();
          res.text(TEXT);
        });
    app.get(
        "/unwanted-stream",
        (req, res) -> {
          OutputStream out = res.stream("text/plain");
          out.write(new byte[2000]);
          unwantedBegun.countDown();
          awaitInterrupt();
          try {
            out.write(1);
          } catch (IOException failure) {
            told.complete(failure);
            throw failure;
          }
        });
    app.get("/bit-by-bit", (req, res) -> writeBitByBit(res, false));
    app.get("/bit-by-bit-flushed", (req, res) -> writeBitByBit(res, true));
    app.get(
        "/broken",
        (req, res) -> {
          OutputStream out = res.stream("text/plain");
          out.write(TEXT.getBytes(UTF_8));
          out.flush();
          throw new IOException("on purpose");
        });
  }

  @AfterEach
  void close() {
    if (site != null) {
      site.close();
    }
  }

  /// Until the client has gone.
  private static void awaitInterrupt() {
    assertThatThrownBy(() -> new CountDownLatch(1).await())
        .isInstanceOf(InterruptedException.class);
  }

  /// Tells in a trailer how many bytes were written before the hub did something else.
  private static void writeBitByBit(WebResponse res, boolean flushes) throws IOException {
    OutputStream out = res.stream("text/plain");
    out.write(TEXT.getBytes(UTF_8), 0, 2000);
    out.flush();
    AtomicBoolean othersRan = new AtomicBoolean();
    Objects.requireNonNull(Hub.current()).execute(() -> othersRan.set(true));
    byte[] bit = TEXT.getBytes(UTF_8);
    int written = 0;
    while (!othersRan.get() && written < 80_000) {
      out.write(bit, written, 10);
      written += 10;
      if (flushes) {
        out.flush();
      }
    }
    res.trailer("Written", Integer.toString(written));
  }

  private static byte[] noise() {
    byte[] noise = new byte[50_000];
    new Random(7).nextBytes(noise);
    return noise;
  }

  private Site site() {
    if (site == null) {
      app.filter(compression);
      site = new Site(app);
    }
    return site;
  }

  private HttpResponse<byte[]> get(String path, String accepted)
      throws IOException, InterruptedException {
    return send(HttpClient.Version.HTTP_1_1, "GET", path, accepted);
  }

  private HttpResponse<byte[]> send(
      HttpClient.Version version, String method, String path, String accepted)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site().port() + path))
              .timeout(Duration.ofSeconds(20))
              .method(method, HttpRequest.BodyPublishers.noBody());
      if (!accepted.isEmpty()) {
        request.header("Accept-Encoding", accepted);
      }
      return client.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  private static String coding(HttpResponse<?> response) {
    return response.headers().firstValue("content-encoding").orElse("identity");
  }

  private static String vary(HttpResponse<?> response) {
    return String.join("; ", response.headers().allValues("vary"));
  }

  static String decoded(String coding, byte[] body) throws IOException {
    InputStream raw = new ByteArrayInputStream(body);
    try (InputStream decoding =
        switch (coding) {
          case "gzip" -> new GZIPInputStream(raw);
          case "deflate" -> new InflaterInputStream(raw);
          case "br" -> new BrotliInputStream(raw);
          case "zstd" -> new ZstdInputStream(raw);
          default -> raw;
        }) {
      return new String(decoding.readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void wholeBodiesComeAsWanted(Coding coding) throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      if (version.name().equals("HTTP_3")) {
        continue;
      }
      HttpResponse<byte[]> response = send(version, "GET", "/text", coding.token());

      assertThat(coding(response)).isEqualTo(coding.token());
      assertThat(vary(response)).isEqualTo("Accept-Encoding");
      assertThat(response.headers().firstValue("etag")).contains("W/\"one\"");
      assertThat(response.headers().firstValueAsLong("content-length").orElse(-1))
          .isEqualTo(response.body().length)
          .isLessThan(2000);
      assertThat(decoded(coding.token(), response.body())).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void streamsComeAsWanted(Coding coding) throws Exception {
    for (String path : new String[] {"/stream", "/counted"}) {
      HttpResponse<byte[]> response = get(path, coding.token());

      assertThat(coding(response)).as(path).isEqualTo(coding.token());
      assertThat(response.headers().firstValueAsLong("content-length").orElse(0))
          .as("what was declared for the body as it is")
          .isLessThan(20_000);
      assertThat(response.body().length).isLessThan(20_000);
      assertThat(decoded(coding.token(), response.body()))
          .isEqualTo(decoded("identity", get(path, "").body()))
          .hasSizeGreaterThan(80_000);
    }
    assertThat(compression.counters().coders()).isZero();
  }

  /// Of a stream of which nothing was sent nothing stays when another body is set.
  @ParameterizedTest
  @CsvSource({"/replaced, ''", "/replaced, gzip", "/replaced-closed, ''", "/replaced-closed, gzip"})
  void whatTakesTheStreamsPlaceIsSent(String path, String accepted) throws Exception {
    HttpResponse<byte[]> response = get(path, accepted);

    assertThat(decoded(coding(response), response.body())).isEqualTo(TEXT);
    assertThat(response.headers().allValues("content-length"))
        .containsExactly("" + response.body().length);
    assertThat(compression.counters().coders()).isZero();
  }

  /// A flush reaches the client, in a form it can decode, while the rest is still to come.
  @ParameterizedTest
  @EnumSource(Coding.class)
  void aFlushReachesTheClient(Coding coding) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site().port() + "/slow"))
                  .header("Accept-Encoding", coding.token())
                  .build(),
              BodyHandlers.ofInputStream());
      assertThat(coding(response)).isEqualTo(coding.token());
      try (InputStream raw = response.body();
          InputStream decoding = decoding(coding, raw)) {
        StringBuilder first = new StringBuilder();
        while (first.length() < 6) {
          first.append((char) decoding.read());
        }
        assertThat(first.toString()).isEqualTo("first\n");
        goOn.countDown();
        assertThat(new String(decoding.readAllBytes(), UTF_8)).isEqualTo("second\n");
      }
    }
  }

  private static InputStream decoding(Coding coding, InputStream raw) throws IOException {
    return switch (coding) {
      case GZIP -> new GZIPInputStream(raw);
      case DEFLATE -> new InflaterInputStream(raw);
      case BR -> {
        BrotliInputStream stream = new BrotliInputStream(raw);
        stream.enableEagerOutput();
        yield stream;
      }
      case ZSTD -> new ZstdInputStream(raw);
    };
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "/small, ''",
        "/noise, Accept-Encoding",
        "/image, ''",
        "/part, ''",
        "/untouched, ''",
        "/secret, ''",
        "/short-stream, ''"
      })
  void whatIsNotToBeCompressedIsNot(String path, String wantedVary) throws Exception {
    HttpResponse<byte[]> plain = get(path, "");
    HttpResponse<byte[]> response = get(path, "gzip, br, zstd, deflate");

    assertThat(coding(response)).isEqualTo("identity");
    assertThat(response.body()).isEqualTo(plain.body());
    assertThat(vary(response)).isEqualTo(wantedVary).isEqualTo(vary(plain));
  }

  @Test
  void whatIsEncodedStaysAsItIs() throws Exception {
    HttpResponse<byte[]> response = get("/encoded", "gzip");

    assertThat(coding(response)).isEqualTo("compress");
    assertThat(new String(response.body(), UTF_8)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "gzip;q=0", "*;q=0, identity", "lzma"})
  void whoWantsNoCodingGetsNoneAndIsToldOfTheChoice(String accepted) throws Exception {
    HttpResponse<byte[]> response = get("/text", accepted);

    assertThat(coding(response)).isEqualTo("identity");
    assertThat(response.headers().firstValue("etag")).contains("\"one\"");
    assertThat(vary(response)).isEqualTo("Accept-Encoding");
    assertThat(new String(response.body(), UTF_8)).isEqualTo(TEXT);
  }

  @Test
  void noTransformMayStandInAnyCacheControl() throws Exception {
    app.get(
        "/twice",
        (req, res) ->
            res.header("Cache-Control", "private")
                .addHeader("Cache-Control", "no-transform")
                .text(TEXT));

    assertThat(coding(get("/twice", "gzip"))).isEqualTo("identity");
  }

  @Test
  void whoRefusesIdentityGetsEvenSmallBodiesCompressed() throws Exception {
    HttpResponse<byte[]> response = get("/small", "gzip, identity;q=0");

    assertThat(coding(response)).isEqualTo("gzip");
    assertThat(decoded("gzip", response.body())).isEqualTo("small");
  }

  @Test
  void othersInVaryStay() throws Exception {
    app.get(
        "/varies-twice",
        (req, res) -> res.header("Vary", "Origin").addHeader("Vary", "Cookie").text(TEXT));

    assertThat(vary(get("/varies", "gzip"))).isEqualTo("Origin; Accept-Encoding");
    assertThat(vary(get("/varies-twice", "gzip"))).isEqualTo("Origin; Cookie; Accept-Encoding");
  }

  /// "The HEAD method is identical to GET except that the server MUST NOT send content": RFC 9110
  /// §9.3.2.
  @Test
  void headIsToldWhatGetWouldBe() throws Exception {
    HttpResponse<byte[]> get = get("/text", "gzip");
    HttpResponse<byte[]> head = send(HttpClient.Version.HTTP_1_1, "HEAD", "/text", "gzip");
    HttpResponse<byte[]> stream = send(HttpClient.Version.HTTP_1_1, "HEAD", "/stream", "gzip");
    HttpResponse<byte[]> declared = send(HttpClient.Version.HTTP_1_1, "HEAD", "/declared", "gzip");

    assertThat(head.body()).isEmpty();
    for (String name : new String[] {"content-length", "content-encoding", "etag", "vary"}) {
      assertThat(head.headers().allValues(name)).as(name).isEqualTo(get.headers().allValues(name));
    }
    assertThat(coding(stream)).isEqualTo("gzip");
    assertThat(coding(declared)).isEqualTo("gzip");
    assertThat(declared.headers().firstValue("etag")).contains("W/\"one\"");
    assertThat(declared.headers().firstValue("content-length").orElse("0")).isEqualTo("0");
  }

  @Test
  void unmodifiedHasTheTagAndVaryOfWhatIsCached() throws Exception {
    HttpResponse<byte[]> response = get("/unmodified", "gzip");

    assertThat(response.statusCode()).isEqualTo(304);
    assertThat(response.headers().firstValue("etag")).contains("W/\"one\"");
    assertThat(vary(response)).isEqualTo("Accept-Encoding");
  }

  @Test
  void errorAnswersAreCompressedToo() throws Exception {
    app.get(
        "/refused",
        (req, res) -> {
          throw new weft.http.HttpError(409, TEXT);
        });

    HttpResponse<byte[]> response = get("/refused", "gzip");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(decoded(coding(response), response.body())).contains("lazy dog");
    assertThat(coding(response)).isEqualTo("gzip");
  }

  /// What a handler breaks off is not whole to the client, and gives its coder back.
  @Test
  void aBrokenStreamGivesItsCoderBack() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", site().port())) {
      socket
          .getOutputStream()
          .write(
              "GET /broken HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).contains("200").doesNotEndWith("\r\n0\r\n\r\n");
    }
    // The answer to the next request comes after the broken one gave back what it held.
    get("/small", "");

    assertThat(compression.counters().compressed()).isEqualTo(1);
    assertThat(compression.counters().coders()).isZero();
  }

  /// Its coder is somebody else's by then.
  @Test
  void aBrokenStreamTakesNoMore() throws Exception {
    AtomicReference<OutputStream> left = new AtomicReference<>();
    app.get(
        "/left",
        (req, res) -> {
          OutputStream out = res.stream("text/plain");
          left.set(out);
          out.write("theirs".getBytes(UTF_8));
          out.flush();
          throw new IOException("on purpose");
        });
    app.get(
        "/next",
        (req, res) -> {
          OutputStream out = res.stream("text/plain");
          out.write("mine".getBytes(UTF_8));
          out.flush();
          assertThatThrownBy(() -> left.get().write("theirs, too".getBytes(UTF_8)))
              .isInstanceOf(IOException.class);
          assertThatThrownBy(() -> left.get().flush()).isInstanceOf(IOException.class);
        });
    assertThatThrownBy(() -> get("/left", "gzip")).isInstanceOf(IOException.class);

    assertThat(decoded("gzip", get("/next", "gzip").body())).isEqualTo("mine");
    assertThat(compression.counters().coders()).isZero();
  }

  /// Beyond the bound on coders bodies go as they are.
  @Test
  void tooManyStreamsAtATimeGoAsTheyAre() throws Exception {
    compression = Compression.create(CompressionOptions.DEFAULTS.withCodersMax(1));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> first =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site().port() + "/slow"))
                  .header("Accept-Encoding", "gzip")
                  .build(),
              BodyHandlers.ofInputStream());

      HttpResponse<byte[]> second = get("/text", "gzip");
      goOn.countDown();

      assertThat(coding(first)).isEqualTo("gzip");
      assertThat(decoded("gzip", first.body().readAllBytes())).isEqualTo("first\nsecond\n");
      assertThat(coding(second)).isEqualTo("identity");
      assertThat(compression.counters().busy()).isEqualTo(1);
      assertThat(coding(get("/text", "gzip"))).isEqualTo("gzip");
    }
  }

  /// A body that takes long to compress does not keep the others of its hub waiting.
  @Test
  void aLargeBodyDoesNotHoldUpTheHub() throws Exception {
    byte[] large = new byte[30_000_000];
    Random random = new Random(1);
    for (int index = 0; index < large.length; index++) {
      large[index] = (byte) ('a' + random.nextInt(16));
    }
    CountDownLatch begun = new CountDownLatch(1);
    app.get(
        "/large",
        (req, res) -> {
          begun.countDown();
          res.bytes(large, "text/plain");
        });
    app.get("/ping", (req, res) -> res.text("pong"));
    compression = Compression.create();
    int port = site().port();
    Thread loader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                get("/large", "gzip");
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    int pings = 0;
    while (loader.isAlive() && pings < 5) {
      assertThat(site().get("/ping").body()).isEqualTo("pong");
      if (loader.isAlive()) {
        pings++;
      }
    }

    assertThat(port).isPositive();
    assertThat(pings).as("answers while the body was compressed").isGreaterThanOrEqualTo(5);
    loader.join();
  }

  /// Small writes add up: behind a piece others are served, whatever it was made of.
  @ParameterizedTest
  @CsvSource({"/bit-by-bit, 8200", "/bit-by-bit-flushed, 400"})
  void othersAreServedWhileAStreamIsCompressedBitByBit(String path, int writtenMax) {
    String answer =
        site()
            .raw(
                "GET "
                    + path
                    + " HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nAccept-Encoding: gzip\r\n"
                    + "Connection: close, TE\r\n\r\n");

    assertThat(answer).contains("Content-Encoding: gzip");
    int at = answer.lastIndexOf("Written: ") + "Written: ".length();
    assertThat(Integer.parseInt(answer.substring(at, answer.indexOf('\r', at))))
        .isLessThanOrEqualTo(writtenMax);
  }

  @Test
  void whatNobodyWantsIsNotCompressed() throws Exception {
    giveUp("/unwanted");

    assertThat(get("/text", "gzip").statusCode()).isEqualTo(200);
    assertThat(compression.counters().compressed()).as("the one that was wanted").isEqualTo(1);
    assertThat(compression.counters().coders()).isZero();
  }

  @Test
  void whoStreamsWhatNobodyWantsIsToldByTheNextWrite() throws Exception {
    giveUp("/unwanted-stream");

    assertThat(told.get()).isInstanceOf(ClientGone.class).hasMessageContaining("compressed");
  }

  /// Goes away once the handler has begun.
  private void giveUp(String path) throws Exception {
    try (Socket client = new Socket("127.0.0.1", site().port())) {
      client
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n")
                  .getBytes(UTF_8));
      unwantedBegun.await();
    }
  }
}
