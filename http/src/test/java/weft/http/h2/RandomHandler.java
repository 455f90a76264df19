package weft.http.h2;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import weft.http.protocol.Outcome;

/// A handler of the simulation: does what the path says, step by step. Like a real one it tries
/// again only when it was told to.
final class RandomHandler {
  private static final String[] PROMISED = {
    "plain", "large", "stream", "trailers", "abort", "fail"
  };

  private final StreamExchange exchange;
  private final SplittableRandom random;
  private final boolean trusting;
  private final int id;
  private final String kind;
  private final int size;
  private final byte[] room = new byte[20_000];
  private final ByteArrayOutputStream echo = new ByteArrayOutputStream();
  private boolean blocked;
  private int seenReady;
  private boolean reads;
  private boolean begun;
  private boolean answered;
  private int received;
  private int written;
  private boolean done;

  /// @param trusting whether nothing was changed on the way
  RandomHandler(StreamExchange exchange, SplittableRandom random, boolean trusting) {
    this.exchange = exchange;
    this.random = random;
    this.trusting = trusting;
    id = exchange.id();
    String path = exchange.stream.path();
    kind = path.substring(1);
    String query = "" + exchange.stream.query();
    size = query.matches("\\d{1,6}") ? Integer.parseInt(query) : 1;
    reads = kind.equals("echo") || kind.equals("read") || (kind.equals("large") && id % 3 == 0);
  }

  boolean isDone() {
    return done;
  }

  /// Whether it would run.
  boolean isRunnable() {
    return !done && (!blocked || exchange.ready != seenReady || exchange.gone > 0);
  }

  /// Does one thing.
  void step() {
    if (!isRunnable()) {
      return;
    }
    blocked = false;
    seenReady = exchange.ready;
    if (exchange.gone > 0 && random.nextBoolean()) {
      finish();
    } else if (reads) {
      read();
    } else {
      if (!begun && !answered && random.nextInt(4) == 0) {
        promise();
      }
      answer();
    }
  }

  /// Promises another answer; most often there is something against it.
  private void promise() {
    int promisedSize = 1 + random.nextInt(random.nextInt(4) == 0 ? 200_000 : 5000);
    String target = "/" + PROMISED[random.nextInt(PROMISED.length)] + "?" + promisedSize;
    FrameLog.check(
        !exchange.theResponse().push(target, "x-why", "y".repeat(random.nextInt(300)))
            || (id & 1) != 0,
        "a promise of what was promised");
  }

  private void read() {
    int count = exchange.readNow(room, 0, 1 + random.nextInt(room.length));
    switch (count) {
      case Outcome.WAIT -> blocked = true;
      case Outcome.END -> reads = false;
      case Outcome.GONE, Outcome.FAILED -> finish();
      default -> {
        FrameLog.check(
            !trusting || Pattern.matches(id, received, room, count),
            "body of stream " + id + " at " + received);
        received += count;
        if (kind.equals("echo")) {
          echo.write(room, 0, count);
        }
      }
    }
  }

  private void answer() {
    if (answered) {
      finish();
      return;
    }
    switch (kind) {
      case "echo" -> send(echo.toByteArray());
      case "stream", "trailers", "abort" -> stream();
      case "fail" -> {
        exchange.abortNow();
        finish();
      }
      default -> send(Pattern.of(id, size));
    }
  }

  private void send(byte[] content) {
    exchange.theResponse().send(content);
    answered = true;
    if (random.nextInt(4) > 0) {
      finish();
    } else {
      // A handler may go on for a while.
      reads = random.nextBoolean();
    }
  }

  private void stream() {
    int result;
    if (!begun) {
      if (kind.equals("trailers")) {
        exchange.theResponse().trailer("x-size", Integer.toString(size));
      }
      result = exchange.beginNow(kind.equals("stream") && id % 4 == 1 ? size : -1);
      begun = result == Outcome.DONE;
    } else if (kind.equals("abort") && written >= size / 2) {
      exchange.abortNow();
      finish();
      return;
    } else if (written < size) {
      byte[] piece =
          Pattern.part(id, written, 1 + random.nextInt(Math.min(20_000, size - written)));
      result = exchange.writeNow(piece, 0, piece.length);
      written += Math.max(0, result);
    } else {
      result = exchange.endNow();
      if (result == Outcome.DONE) {
        finish();
        return;
      }
    }
    if (result == Outcome.WAIT) {
      blocked = true;
    } else if (result < 0) {
      finish();
    }
  }

  private void finish() {
    done = true;
    exchange.finish();
  }

  @Override
  public String toString() {
    return kind
        + " handler of stream "
        + id
        + (blocked ? " blocked" : " running")
        + ", read "
        + received
        + ", written "
        + written
        + " of "
        + size;
  }
}
