package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import weft.http.FieldTable;
import weft.http.Hsts;
import weft.http.HstsTest;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.protocol.AllocatedBytes;
import weft.http.protocol.DateLine;
import weft.http.protocol.EmptiedWire;
import weft.http.protocol.NativeText;
import weft.hub.memory.BufferQueue;

/// The wire path makes no garbage: parsing, answering, and going from one request to the next.
class Http1AllocationTest {
  private static final byte[] HELLO = "hello".getBytes(ISO_8859_1);

  @Test
  void parsingAHeadMakesNothing() {
    FieldTable fields = new FieldTable();
    HeadParser parser = new HeadParser(HttpLimits.DEFAULTS, fields);
    String head = HeadParserTest.validHeads().getLast();
    long address = NativeText.of(head);

    assertThat(
            AllocatedBytes.perStep(() -> {
              parser.start();
              parser.parse(address, head.length());
            }))
        .isZero();
  }

  @Test
  void serving16PipelinedRequestsMakesNothing() {
    String request = "POST /users HTTP/1.1\r\nHost: example.com\r\nContent-Length: 2\r\n\r\nhi";
    String batch = request.repeat(16);
    long address = NativeText.of(batch);
    LoopLink link = new LoopLink(HttpOptions.DEFAULTS);

    assertThat(
            AllocatedBytes.perStep(() -> {
              link.connection.received(address, batch.length(), 1);
              link.sent();
            }))
        .isZero();
    assertThat(link.answers % 16).isZero();
  }

  @Test
  void tellingHstsMakesNothing() {
    String request = "GET /users HTTP/1.1\r\nHost: example.com\r\n\r\n";
    long address = NativeText.of(request);
    LoopLink link = new LoopLink(HstsTest.overTls(Hsts.of(Duration.ofDays(365))));

    assertThat(
            AllocatedBytes.perStep(() -> {
              link.connection.received(address, request.length(), 1);
              link.sent();
            }))
        .isZero();
  }

  /// Answers everything at once.
  private static final class LoopLink extends EmptiedWire implements Http1Link {
    private final boolean secure;
    private final Http1Message message;
    private final Responder responder = new Responder();
    private final byte[] body = new byte[16];
    final Http1Connection connection;
    long answers;

    LoopLink(HttpOptions options) {
      secure = options.https() != null;
      Http1Hub shared = new Http1Hub(options, pool, new Http1Tally(), DateLine.of(Instant.EPOCH));
      message = new Http1Message(shared);
      connection = new Http1Connection(shared, this, 0);
    }

    void sent() {
      takeOutput();
      connection.drained(1);
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public Http1Message acquire() {
      return message;
    }

    @Override
    public void release(Http1Message released) {}

    @Override
    public boolean lendAgain(Http1Message done) {
      return true;
    }

    @Override
    public void requested(Http1Message request) {
      connection.readBody(body, 0, body.length, 1);
      connection.respond(responder.theHead(), HELLO, 0, HELLO.length, 1);
      connection.handled(1);
      answers++;
    }

    @Override
    public boolean upgrade(Http1Message message, BufferQueue rest) {
      return false;
    }

    @Override
    public void gone(Http1Message request) {}

    @Override
    public void bodyReady() {}

    @Override
    public void outputReady() {}
  }
}
