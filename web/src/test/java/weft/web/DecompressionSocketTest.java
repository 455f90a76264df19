package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.web.compression.Coding;
import weft.web.compression.Decompression;
import weft.web.compression.DecompressionOptions;

/// Compressed requests over real sockets, encoded by other implementations.
@Timeout(30)
class DecompressionSocketTest {
  private static final byte[] TEXT =
      IntStream.range(0, 5000)
          .mapToObj(line -> line * 7919 % 5000 + " is a number\n")
          .collect(Collectors.joining())
          .getBytes(UTF_8);

  private final App app = App.create();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private Decompression decompression = Decompression.create();
  private @Nullable Site site;

  @BeforeEach
  void routes() {
    app.post("/echo", (req, res) -> res.bytes(req.body().bytes()));
    app.post("/small", (req, res) -> res.bytes(req.body().limit(10_000).bytes()));
    app.post("/json", (req, res) -> res.json(req.body().json(int[].class)));
    app.post("/length", (req, res) -> res.text(req.body().length() + " " + count(req)));
    app.post("/form", (req, res) -> res.text(req.form("a").asString()));
    app.post(
        "/multipart", (req, res) -> res.text(String.valueOf(req.multipart().all().field("a"))));
    app.post("/ignored", (req, res) -> res.text("not read"));
    app.post(
        "/wait",
        (req, res) -> {
          entered.countDown();
          goOn.await();
          res.bytes(req.body().bytes());
        });
  }

  @AfterEach
  void close() {
    if (site != null) {
      site.close();
    }
  }

  private static long count(WebRequest request) throws IOException {
    return request.body().stream().transferTo(OutputStream.nullOutputStream());
  }

  private Site site() {
    if (site == null) {
      app.filter(decompression);
      site = new Site(app);
    }
    return site;
  }

  private static byte[] encode(String coding, byte[] plain) throws IOException {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (coding) {
          case "gzip", "x-gzip" -> new GZIPOutputStream(encoded);
          case "deflate" -> new DeflaterOutputStream(encoded);
          case "br" -> new BrotliOutputStream(encoded);
          case "zstd" -> new ZstdOutputStream(encoded);
          default -> throw new IllegalArgumentException(coding);
        }) {
      out.write(plain);
    }
    return encoded.toByteArray();
  }

  private HttpResponse<String> post(String path, String coding, byte[] body) {
    return site()
        .send(
            site()
                .request(path)
                .header("Content-Encoding", coding)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "deflate", "br", "zstd"})
  void bodiesAreReadAsIfTheyHadNotBeenEncoded(String coding) throws IOException {
    byte[] encoded = encode(coding, TEXT);

    assertThat(post("/echo", coding, encoded).body()).isEqualTo(new String(TEXT, UTF_8));
    assertThat(post("/echo", "identity, " + coding.toUpperCase(), encoded).body().length())
        .isEqualTo(TEXT.length);
    assertThat(post("/length", coding, encoded).body()).isEqualTo("-1 " + TEXT.length);
    assertThat(post("/json", coding, encode(coding, "[1,2]".getBytes(UTF_8))).body())
        .isEqualTo("[1,2]");
    assertThat(post("/ignored", coding, encoded).body()).isEqualTo("not read");
    assertThat(decompression.counters().decoders()).isZero();
    assertThat(decompression.counters().decoded()).isEqualTo(5);
  }

  private String postForm(String path, String type, String form) throws IOException {
    return site()
        .send(
            site()
                .request(path)
                .header("Content-Encoding", "gzip")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(encode("gzip", form.getBytes(UTF_8))))
                .build())
        .body();
  }

  /// A form has limits of its own and lifts that of the body.
  @Test
  void formsAreRead() throws IOException {
    assertThat(postForm("/form", "application/x-www-form-urlencoded", "a=1&b=2")).isEqualTo("1");
    String parts = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--";
    assertThat(postForm("/multipart", "multipart/form-data; boundary=x", parts)).isEqualTo("1");
  }

  @Test
  void layersAreTakenOffLastFirst() throws IOException {
    byte[] twice = encode("br", encode("gzip", TEXT));

    assertThat(post("/echo", "gzip, br", twice).body()).isEqualTo(new String(TEXT, UTF_8));
    assertThat(post("/echo", "br, gzip", twice).statusCode()).isEqualTo(400);
    assertThat(post("/echo", "gzip, br, gzip", twice).statusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compress", "gzip, lzma", "aws-chunked", "g zip", "gzip;q=1"})
  void unknownCodingsAreRefused(String coding) {
    HttpResponse<String> response = post("/echo", coding, new byte[10]);

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("accept-encoding"))
        .contains("zstd, br, gzip, deflate");
    assertThat(decompression.counters().unsupported()).isEqualTo(1);
  }

  @Test
  void onlyWhatIsOfferedIsTaken() throws IOException {
    decompression = Decompression.create(DecompressionOptions.DEFAULTS.withCodings(Coding.GZIP));

    assertThat(post("/echo", "gzip", encode("gzip", TEXT)).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = post("/echo", "br", encode("br", TEXT));
    assertThat(refused.statusCode()).isEqualTo(415);
    assertThat(refused.headers().firstValue("accept-encoding")).contains("gzip");
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void whatIsCutOffAnywhereIsMalformed(Coding coding) throws IOException {
    byte[] whole = encode(coding.token(), Arrays.copyOf(TEXT, 200));

    for (int length = 1; length < whole.length; length++) {
      HttpResponse<String> response = post("/echo", coding.token(), Arrays.copyOf(whole, length));
      assertThat(response.statusCode()).as("%s bytes of %s", length, whole.length).isEqualTo(400);
      assertThat(response.body()).contains("not valid " + coding.token());
    }
    assertThat(decompression.counters().malformed()).isEqualTo(whole.length - 1);
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void whatGoesOnBehindItsEndIsMalformed(Coding coding) throws IOException {
    byte[] whole = encode(coding.token(), TEXT);
    byte[] longer = Arrays.copyOf(whole, whole.length + 7);

    assertThat(post("/echo", coding.token(), longer).statusCode()).isEqualTo(400);
  }

  @Test
  void aSecondFrameOfZstdMayFollowButWhole() throws IOException {
    byte[] first = encode("zstd", TEXT);
    byte[] second = encode("zstd", "more".getBytes(UTF_8));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);

    assertThat(post("/echo", "zstd", both).body()).endsWith("number\nmore");
    for (int length = first.length + 1; length < both.length; length++) {
      assertThat(post("/echo", "zstd", Arrays.copyOf(both, length)).statusCode())
          .as("%s bytes of %s", length, both.length)
          .isEqualTo(400);
    }
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void damageIsNoticedOrHarmless(Coding coding) throws IOException {
    byte[] whole = encode(coding.token(), Arrays.copyOf(TEXT, 100));

    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      assertThat(post("/echo", coding.token(), damaged).statusCode()).isIn(200, 400, 413);
    }
    assertThat(decompression.counters().decoders()).isZero();
  }

  @Test
  void severalMembersOfGzipAreOneBody() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(encode("gzip", "one ".getBytes(UTF_8)));
    both.write(encode("gzip", "two".getBytes(UTF_8)));

    assertThat(post("/echo", "gzip", both.toByteArray()).body()).isEqualTo("one two");
  }

  @Test
  void headersOfGzipMayHaveNamesAndAreBounded() throws IOException {
    byte[] plain = encode("gzip", "x".getBytes(UTF_8));
    byte[] named = withName(plain, 100);
    byte[] endless = withName(plain, 100_000);
    byte[] checked = withHeaderChecksum(plain);
    byte[] wrong = checked.clone();
    wrong[10] ^= 1;
    byte[] reserved = plain.clone();
    reserved[3] = (byte) 0x80;

    assertThat(post("/echo", "gzip", named).body()).isEqualTo("x");
    assertThat(post("/echo", "gzip", checked).body()).isEqualTo("x");
    assertThat(post("/echo", "gzip", wrong).body()).contains("header's checksum is wrong");
    assertThat(post("/echo", "gzip", endless).body()).contains("header is larger than");
    assertThat(post("/echo", "gzip", reserved).body()).contains("unknown flags");
  }

  private static byte[] withName(byte[] gzip, int length) {
    byte[] named = new byte[gzip.length + length + 1];
    System.arraycopy(gzip, 0, named, 0, 10);
    named[3] = 8;
    Arrays.fill(named, 10, 10 + length, (byte) 'n');
    System.arraycopy(gzip, 10, named, 11 + length, gzip.length - 10);
    return named;
  }

  private static byte[] withHeaderChecksum(byte[] gzip) {
    byte[] checked = new byte[gzip.length + 2];
    System.arraycopy(gzip, 0, checked, 0, 10);
    checked[3] = 2;
    CRC32 sum = new CRC32();
    sum.update(checked, 0, 10);
    checked[10] = (byte) sum.getValue();
    checked[11] = (byte) (sum.getValue() >> 8);
    System.arraycopy(gzip, 10, checked, 12, gzip.length - 10);
    return checked;
  }

  /// 1000:1 and more.
  @ParameterizedTest
  @EnumSource(Coding.class)
  void bombsAreRefused(Coding coding) throws IOException {
    byte[] bomb = encode(coding.token(), new byte[8_000_000]);
    assertThat(bomb.length).isLessThan(8_100);

    HttpResponse<String> response = post("/length", coding.token(), bomb);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("100 times as large");
    assertThat(decompression.counters().bombs()).isEqualTo(1);
    assertThat(decompression.counters().decoders()).isZero();
  }

  @Test
  void aBombInsideAnotherIsRefused() throws IOException {
    byte[] bomb = encode("gzip", encode("gzip", new byte[50_000_000]));
    assertThat(bomb.length).isLessThan(1_000);

    assertThat(post("/length", "gzip, gzip", bomb).statusCode()).isEqualTo(413);
    assertThat(decompression.counters().bombs()).isEqualTo(1);
  }

  @Test
  void theLimitOfTheBodyCountsForWhatComesOut() throws IOException {
    HttpResponse<String> response = post("/small", "gzip", encode("gzip", TEXT));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("larger than 10000 bytes");
    assertThat(post("/small", "gzip", encode("gzip", new byte[10_000])).statusCode())
        .isEqualTo(200);
    assertThat(post("/small", "gzip", encode("gzip", new byte[10_001])).statusCode())
        .isEqualTo(413);
  }

  @Test
  void tooManyAtATimeAreRefused() throws Exception {
    decompression = Decompression.create(DecompressionOptions.DEFAULTS.withDecodersMax(1));
    byte[] encoded = encode("gzip", TEXT);
    site();
    Thread first = Thread.ofVirtual().start(() -> post("/wait", "gzip", encoded));
    entered.await();

    HttpResponse<String> second = post("/echo", "gzip", encoded);
    goOn.countDown();
    first.join();

    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.headers().firstValue("retry-after")).contains("1");
    assertThat(decompression.counters().busy()).isEqualTo(1);
    assertThat(post("/echo", "gzip", encoded).statusCode()).isEqualTo(200);
  }
}
