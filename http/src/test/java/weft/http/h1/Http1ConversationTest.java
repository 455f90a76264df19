package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import weft.http.protocol.NativeText;
import weft.http.protocol.Outcome;

/// Conversations made of parts by a seed, some with a byte changed, in any pieces, with handlers
/// that read, answer, stream or wait: the machine neither crashes nor hangs, answers each request
/// at most once and in order, and gives every buffer back.
class Http1ConversationTest {
  private static final String[] PARTS = {
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n",
    "HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789",
    "POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n",
    "POST /read HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
    "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "GET /large HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n",
    "x".repeat(2500),
    "bad \r\n",
  };

  @Test
  void conversationsOfAllKindsEndInOrder() {
    for (long seed = 1; seed <= 5_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder();
      for (int part = 1 + random.nextInt(12); part > 0; part--) {
        text.append(PARTS[random.nextInt(PARTS.length)]);
      }
      if (random.nextInt(4) == 0) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
      }
      try {
        play(seed, text.toString().getBytes(ISO_8859_1));
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed, failure);
      }
    }
  }

  private static void play(long seed, byte[] bytes) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomHandler handler = new RandomHandler(random);
    RecordingLink link = new RecordingLink(handler);
    int at = 0;
    for (int step = 0; at < bytes.length && !link.finished && !link.reset; step++) {
      assertThat(step).as("steps").isLessThan(20 * bytes.length + 10_000);
      switch (random.nextInt(8)) {
        case 0 -> handler.goOn(link);
        case 1 -> link.takeOutput();
        case 2 -> link.pass(random.nextLong(RecordingLink.SECOND));
        case 3 -> link.hasMemory = random.nextInt(3) > 0;
        default -> {
          if (!link.paused) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(3000));
            byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
            link.connection.received(NativeText.of(piece, (byte) ':'), length, link.now);
            at += length;
          }
        }
      }
    }
    link.hasMemory = true;
    if (random.nextBoolean()) {
      link.connection.receiveEnded(null, link.now);
    }
    for (int step = 0; step < 1000 && !isAtRest(link, handler); step++) {
      link.takeOutput();
      handler.goOn(link);
      link.pass((handler.isOpen() ? 40_000 : 10) * RecordingLink.SECOND / 1000);
    }
    link.pass(100 * RecordingLink.SECOND);
    assertThat(handler.isOpen()).as("every handler comes to an end").isFalse();
    assertThat(link.finished || link.reset).as("an idle connection ends").isTrue();
    assertThat(count(link.taken(), "HTTP/1.1 2")).isLessThanOrEqualTo(link.requests.size());
    link.close();
    assertThat(link.pool.buffersInUse()).as("every buffer is returned").isZero();
  }

  private static boolean isAtRest(RecordingLink link, RandomHandler handler) {
    return !handler.isOpen()
        && link.pendingOutput() == 0
        && (link.connection.isIdle() || link.finished || link.reset);
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      count++;
    }
    return count;
  }

  /// Answers by path: at once, later, after reading, in pieces, or with much.
  private static final class RandomHandler implements RecordingLink.Script {
    private static final byte[] PIECE = "0123456789".repeat(2000).getBytes(ISO_8859_1);

    private final SplittableRandom random;
    private boolean open;
    private boolean begun;
    private boolean reading;
    private int pieces;

    RandomHandler(SplittableRandom random) {
      this.random = random;
    }

    boolean isOpen() {
      return open;
    }

    @Override
    public void requested(RecordingLink link, Http1Message message) {
      assertThat(open).as("one request at a time").isFalse();
      link.responder.take(link, message);
      open = true;
      begun = false;
      reading = message.path().startsWith("/read");
      pieces = message.path().startsWith("/stream") ? 1 + random.nextInt(20) : 0;
      boolean waits = message.path().startsWith("/wait");
      if (!waits && (!reading || random.nextBoolean())) {
        goOn(link);
      }
    }

    void goOn(RecordingLink link) {
      if (!open) {
        return;
      }
      if (reading) {
        String read = link.responder.read();
        if (read.endsWith("[wait]")) {
          return;
        }
        reading = false;
      }
      if (pieces > 0) {
        stream(link);
      } else {
        boolean large = link.responder.theRequest().path().startsWith("/large");
        open = false;
        link.responder.answer(large ? "x".repeat(300_000) : "hello");
      }
    }

    private void stream(RecordingLink link) {
      Http1Connection connection = link.connection;
      while (pieces > 0) {
        int result;
        if (!begun) {
          result = connection.begin(link.responder.theHead(), -1, link.now);
          begun = result > 0;
        } else if (pieces > 1) {
          result = connection.write(PIECE, 0, 1 + random.nextInt(PIECE.length), link.now);
          pieces -= result > 0 ? 1 : 0;
        } else {
          result = connection.end(link.now);
          pieces -= result > 0 ? 1 : 0;
        }
        if (result == Outcome.GONE) {
          pieces = 0;
        } else if (result == Outcome.WAIT) {
          return;
        }
      }
      open = false;
      link.responder.finish();
    }
  }
}
