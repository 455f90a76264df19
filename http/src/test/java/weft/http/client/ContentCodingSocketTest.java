package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bodies that come encoded, and clients that take the coding off.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContentCodingSocketTest {
  private static final String TEXT = "the quick brown fox ".repeat(500);

  /// Makes the encoding side of a coding.
  private interface Coder {
    OutputStream over(OutputStream target) throws IOException;
  }

  private static byte[] encoded(Coder coder, byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream coding = coder.over(bytes)) {
      coding.write(plain);
    }
    return bytes.toByteArray();
  }

  private static String answer(String coding, byte[] body) {
    return "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %s\r\n\r\n%s"
        .formatted(coding, body.length, new String(body, ISO_8859_1));
  }

  private static HttpClient decoding() throws IOException {
    return HttpClient.open(
        ClientOptions.DEFAULTS
            .withProxies(Proxies.NONE)
            .withDecompression(true)
            .withBodyBytesMax(1 << 20));
  }

  private static ClientResponse got(HttpClient client, String answer) throws IOException {
    try (RawServer server = RawServer.answering(answer)) {
      // The server is closed when its answer has been read.
      ClientResponse response = client.get(server.uri("/")).send();
      byte[] body = response.bytes();
      assertThat(new String(body, ISO_8859_1)).isEqualTo(TEXT);
      return response;
    }
  }

  @Test
  void gzipAndDeflateAreTakenOff() throws IOException {
    byte[] plain = TEXT.getBytes(ISO_8859_1);
    try (HttpClient client = decoding()) {
      assertThat(got(client, answer("gzip", encoded(GZIPOutputStream::new, plain))).length())
          .isEqualTo(-1);
      got(client, answer("GZip", encoded(GZIPOutputStream::new, plain)));
      got(client, answer("x-gzip", encoded(GZIPOutputStream::new, plain)));
      got(client, answer("deflate", encoded(DeflaterOutputStream::new, plain)));
      Coder raw = target -> new DeflaterOutputStream(target, new Deflater(9, true));
      got(client, answer("deflate", encoded(raw, plain)));
      got(client, answer("identity", plain));
    }
  }

  @Test
  void whatWasNotAskedForStaysAsItIs() throws IOException {
    byte[] body = encoded(GZIPOutputStream::new, TEXT.getBytes(ISO_8859_1));
    try (HttpClient plain = HttpClient.open(ClientOptions.DEFAULTS.withProxies(Proxies.NONE));
        RawServer server = RawServer.answering(answer("gzip", body))) {
      assertThat(plain.get(server.uri("/")).send().bytes()).isEqualTo(body);
    }
    try (HttpClient client = decoding();
        RawServer server = RawServer.answering(answer("br", body))) {
      assertThat(client.get(server.uri("/")).send().bytes()).isEqualTo(body);
    }
  }

  @Test
  void aResponseWithoutABodyNeedsNoDecoding() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 500\r\n\r\n";
    try (HttpClient client = decoding();
        RawServer server = RawServer.answering(head)) {
      assertThat(client.head(server.uri("/")).send().bytes()).isEmpty();
    }
  }

  @Test
  void aBombGoesOffNowhere() throws IOException {
    byte[] bomb = encoded(GZIPOutputStream::new, new byte[50 << 20]);
    assertThat(bomb.length).isLessThan(100_000);
    try (HttpClient client = decoding();
        RawServer server = RawServer.answering(answer("gzip", bomb))) {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> client.get(server.uri("/")).send().bytes())
          .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TOO_LARGE));
    }
  }

  /// A decoder takes a connection that is lost between two members for the end of the last one.
  @Test
  void aMessageIsWholeOnlyWhenItsConnectionHasBroughtAllOfIt() throws IOException {
    byte[] plain = TEXT.getBytes(ISO_8859_1);
    for (String coding : List.of("gzip", "deflate")) {
      Coder coder = coding.equals("gzip") ? GZIPOutputStream::new : DeflaterOutputStream::new;
      byte[] member = encoded(coder, plain);
      String twice = answer(coding, Arrays.copyOf(member, 2 * member.length));
      String lost = twice.substring(0, twice.length() - member.length);
      try (HttpClient client = decoding();
          RawServer server =
              RawServer.answering(lost, chunked(coding, member, ""), lost + "\37\213\10")) {
        for (int count = 0; count < 3; count++) {
          assertThatExceptionOfType(CallFailed.class)
              .as(coding + count)
              .isThrownBy(() -> client.get(server.uri("/")).send().bytes())
              .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.LOST));
        }
      }
    }
  }

  /// More than a thread's stack has room for, were each a call.
  @Test
  void emptyMembersTakeNoStack() throws IOException {
    byte[] empty = encoded(GZIPOutputStream::new, new byte[0]);
    byte[] member = encoded(GZIPOutputStream::new, TEXT.getBytes(ISO_8859_1));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int count = 0; count < 200_000; count++) {
      body.write(empty);
    }
    body.write(member);
    body.write(empty);
    try (HttpClient client = decoding()) {
      got(client, answer("gzip", body.toByteArray()));
    }
  }

  /// A decoder looks for another member there, and takes any failure for the end.
  @Test
  void aServerThatIsSilentBehindAMemberIsOneThatTookTooLong() throws IOException {
    byte[] member = encoded(GZIPOutputStream::new, TEXT.getBytes(ISO_8859_1));
    String unended = chunked("gzip", member, "");
    ClientOptions hasty =
        ClientOptions.DEFAULTS
            .withProxies(Proxies.NONE)
            .withDecompression(true)
            .withIdleTimeout(Duration.ofMillis(200));
    try (HttpClient client = HttpClient.open(hasty);
        RawServer server =
            new RawServer(number -> (socket, input) -> held(socket, input, unended));
        ClientResponse response = client.get(server.uri("/")).send()) {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(response::bytes)
          .returns(CallFailed.Kind.TIMEOUT, CallFailed::kind);
    }
  }

  @Test
  void whoIsInterruptedBehindAMemberIsToldSo() throws IOException {
    byte[] member = encoded(GZIPOutputStream::new, TEXT.getBytes(ISO_8859_1));
    String unended = chunked("gzip", member, "");
    try (HttpClient client = decoding();
        RawServer server =
            new RawServer(number -> (socket, input) -> held(socket, input, unended));
        ClientResponse response = client.get(server.uri("/")).send()) {
      InputStream body = response.stream();
      body.readNBytes(TEXT.length() - 1);
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(body::readAllBytes);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /// Answers, and ends when the client does.
  private static void held(Socket socket, InputStream input, String answer) throws IOException {
    RawServer.head(input);
    RawServer.send(socket, answer);
    assertThat(input.read()).isEqualTo(-1);
  }

  @Test
  void trailersBehindACodingAreThere() throws IOException {
    byte[] plain = TEXT.getBytes(ISO_8859_1);
    try (HttpClient client = decoding()) {
      for (String coding : List.of("gzip", "deflate")) {
        Coder coder = coding.equals("gzip") ? GZIPOutputStream::new : DeflaterOutputStream::new;
        String end = "0\r\nX-Sum: 1\r\n\r\n";
        ClientResponse response = got(client, chunked(coding, encoded(coder, plain), end));
        assertThat(response.trailers().first("x-sum")).as(coding).isEqualTo("1");
      }
    }
  }

  private static String chunked(String coding, byte[] body, String end) {
    return "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n%s"
        .formatted(coding, body.length, new String(body, ISO_8859_1), end);
  }

  /// What HTTP announced has come: nothing was lost on the way.
  @Test
  void whatDoesNotDecodeFails() throws IOException {
    byte[] plain = TEXT.getBytes(ISO_8859_1);
    byte[] gzip = encoded(GZIPOutputStream::new, plain);
    byte[] deflate = encoded(DeflaterOutputStream::new, plain);
    byte[] wrongSum = gzip.clone();
    wrongSum[gzip.length - 6]++;
    List<String> answers =
        List.of(
            answer("gzip", Arrays.copyOf(gzip, gzip.length / 2)),
            answer("gzip", Arrays.copyOf(gzip, gzip.length - 1)),
            answer("gzip", Arrays.copyOf(gzip, 5)),
            answer("gzip", new byte[50]),
            answer("gzip", wrongSum),
            answer("deflate", Arrays.copyOf(deflate, deflate.length / 2)),
            answer("deflate", new byte[] {120, -100, -1, -1, -1, -1}));
    for (String answer : answers) {
      failsToDecode(answer, ClientResponse::bytes);
      failsToDecode(
          answer, response -> response.stream().transferTo(OutputStream.nullOutputStream()));
      failsToDecode(answer, response -> response.stream().skipNBytes(plain.length + 1));
      failsToDecode(
          answer,
          response -> {
            while (response.stream().read() >= 0) {}
          });
    }
  }

  /// Reads a response.
  private interface Reading {
    void read(ClientResponse response) throws IOException;
  }

  private static void failsToDecode(String answer, Reading reading) throws IOException {
    try (HttpClient client = decoding();
        RawServer server = RawServer.answering(answer);
        ClientResponse response = client.get(server.uri("/")).send()) {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> reading.read(response))
          .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.PROTOCOL))
          .withMessageMatching("GET .*: the body is not (gzip|deflate), or not whole");
      assertThatExceptionOfType(CallFailed.class)
          .as("it stays so")
          .isThrownBy(() -> response.read(new byte[1], 0, 1))
          .returns(CallFailed.Kind.PROTOCOL, CallFailed::kind);
    }
  }
}
