package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import weft.http.Hsts;
import weft.http.HstsTest;
import weft.http.HttpOptions;
import weft.http.protocol.AllocatedBytes;
import weft.http.protocol.DateLine;
import weft.http.protocol.EmptiedWire;
import weft.http.protocol.Outcome;
import weft.hub.memory.Memory;

/// The wire path makes no garbage: frames, streams, heads and bodies of a warmed connection.
class Http2AllocationTest {
  private static final byte[] HELLO = "hello".getBytes(ISO_8859_1);

  @Test
  void answeringAGetMakesNothing() {
    EndlessLink link = new EndlessLink(HttpOptions.DEFAULTS);
    link.receive(link.script.get(1, "/users").take());
    byte[] request = link.script.get(3, "/users").take();

    assertThat(AllocatedBytes.perStep(() -> link.again(request))).isZero();
    assertThat(link.answers).isEqualTo(1 + AllocatedBytes.STEPS);
  }

  @Test
  void tellingHstsMakesNothing() {
    EndlessLink link = new EndlessLink(HstsTest.overTls(Hsts.of(Duration.ofDays(365))));
    link.receive(link.script.get(1, "/users").take());
    byte[] request = link.script.get(3, "/users").take();

    assertThat(AllocatedBytes.perStep(() -> link.again(request))).isZero();
  }

  @Test
  void readingABodyAndWritingInPiecesMakesNothing() {
    EndlessLink link = new EndlessLink(HttpOptions.DEFAULTS);
    link.streams = true;
    link.receive(link.script.post(1, "/users").data(1, true, "0123456789").take());
    byte[] request = link.script.post(3, "/users").data(3, true, "0123456789").take();

    assertThat(AllocatedBytes.perStep(() -> link.again(request))).isZero();
    assertThat(link.answers).isEqualTo(1 + AllocatedBytes.STEPS);
  }

  /// Answers everything at once; sends the same request on one stream after another.
  private static final class EndlessLink extends EmptiedWire
      implements Http2Link, Http2StreamOwner {
    private static final int INPUT_BYTES = 1024;

    final FrameScript script = new FrameScript();
    private final boolean secure;
    private final Http2Stream stream;
    private final StreamExchange exchange = new MachineLink(MachineLink::hold).anExchange();
    private final byte[] body = new byte[64];
    private final long input = Arena.global().allocate(INPUT_BYTES, 8).address();
    private final Http2Connection connection;
    boolean streams;
    long answers;
    private int id = 1;

    EndlessLink(HttpOptions options) {
      secure = options.https() != null;
      Http2Hub shared = new Http2Hub(options, pool, new Http2Tally(), DateLine.of(Instant.EPOCH));
      stream = new Http2Stream(shared, this);
      connection = new Http2Connection(shared, this, 0);
      receive(script.preface().windowUpdate(0, 1 << 30).take());
    }

    void receive(byte[] bytes) {
      Memory.copyIn(bytes, 0, input, bytes.length);
      connection.received(input, bytes.length, 1);
      taken();
    }

    /// Puts the next id into each frame, and sends them.
    void again(byte[] frames) {
      id += 2;
      Memory.copyIn(frames, 0, input, frames.length);
      for (int at = 0; at < frames.length; ) {
        Memory.putInt(input + at + 5, Integer.reverseBytes(id));
        at += FrameReader.HEADER_BYTES + ((frames[at + 1] & 0xff) << 8 | (frames[at + 2] & 0xff));
      }
      connection.received(input, frames.length, 1);
      taken();
    }

    private void taken() {
      takeOutput();
      connection.drained(1);
    }

    @Override
    public void requested() {
      if (streams) {
        connection.readBody(stream, body, 0, body.length, 1);
        return;
      }
      connection.respond(stream, exchange.theHead(), HELLO, 0, HELLO.length, 1);
      connection.handled(stream, 1);
    }

    /// Echoes the body in pieces.
    @Override
    public void ready() {
      int count = connection.readBody(stream, body, 0, body.length, 1);
      if (count > 0) {
        connection.begin(stream, exchange.theHead(), -1, 1);
        connection.write(stream, body, 0, count, 1);
        count = connection.readBody(stream, body, 0, body.length, 1);
      }
      if (count == Outcome.END) {
        connection.end(stream, 1);
        connection.handled(stream, 1);
      }
    }

    @Override
    public void gone() {}

    @Override
    public void released() {
      answers++;
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public Http2Stream acquire() {
      return stream;
    }
  }
}
