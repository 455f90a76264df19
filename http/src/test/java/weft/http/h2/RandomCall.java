package weft.http.h2;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.CallFailure;
import weft.http.protocol.Outcome;

/// A caller of the client's simulation: sends its body, reads the response, or gives both up, step
/// by step. Like a real one it tries again only when it was told to.
final class RandomCall {
  private static final String[] KINDS = {
    "plain", "large", "stream", "trailers", "echo", "read", "abort", "fail"
  };

  private final TestCall call;
  private final SplittableRandom random;
  private final String method;
  private final String kind;
  private final int size;
  private final int length;
  private final boolean announced;
  private final boolean expects;
  private final byte[] room = new byte[20_000];
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private boolean writerBlocked;
  private boolean readerBlocked;
  private int seenReady;
  private int uploaded;
  private boolean sent;
  private boolean stopped;
  private boolean read;
  private boolean gaveUp;
  private int id;

  RandomCall(CallLink link, SplittableRandom random) {
    this.random = random;
    boolean post = random.nextBoolean();
    length = post ? random.nextInt(random.nextInt(6) == 0 ? 200_000 : 5000) : 0;
    kind = KINDS[random.nextInt(KINDS.length)];
    size = 1 + random.nextInt(random.nextInt(6) == 0 ? 200_000 : 5000);
    method = post ? "POST" : random.nextInt(6) == 0 ? "HEAD" : "GET";
    announced = !post || random.nextBoolean();
    expects = post && random.nextInt(5) == 0;
    String name = "x-" + random.nextInt(50);
    call =
        link.begin(
            CallLink.request(
                method,
                "/" + kind + "?" + size,
                announced ? length : -1,
                expects,
                name,
                "y".repeat(random.nextInt(300))));
    sent = announced && length == 0;
  }

  boolean isDone() {
    return gaveUp || call.failure != null || ((sent || stopped) && read);
  }

  /// Does one thing.
  void step() {
    if (call.ready != seenReady) {
      seenReady = call.ready;
      writerBlocked = false;
      readerBlocked = false;
    }
    if (isDone()) {
      release();
      return;
    }
    if (id == 0 && call.stream instanceof CallStream stream) {
      id = stream.id;
    }
    if (random.nextInt(400) == 0) {
      gaveUp = true;
      release();
    } else if (random.nextBoolean()) {
      upload();
    } else {
      download();
    }
  }

  private void release() {
    if (!call.released) {
      call.release();
    }
  }

  private void upload() {
    boolean mayBegin = !expects || !call.told.isEmpty();
    if (sent || stopped || writerBlocked || !mayBegin) {
      return;
    }
    if (uploaded == length) {
      end();
      return;
    }
    byte[] piece =
        Pattern.part(id, uploaded, 1 + random.nextInt(Math.min(20_000, length - uploaded)));
    int count = call.write(piece, 0, piece.length);
    writerBlocked = count == Outcome.WAIT;
    stopped = count == Outcome.GONE;
    uploaded += Math.max(0, count);
  }

  private void end() {
    int result = random.nextInt(3) == 0 ? call.end("x-sum", "1") : call.end();
    sent = result == Outcome.DONE;
    writerBlocked = result == Outcome.WAIT;
    stopped = result == Outcome.GONE;
  }

  private void download() {
    if (!call.answered || read || readerBlocked) {
      return;
    }
    int count = call.read(room, 1 + random.nextInt(room.length));
    if (count > 0) {
      content.write(room, 0, count);
    }
    readerBlocked = count == Outcome.WAIT;
    read = count == Outcome.END;
  }

  /// Whether it came to its end, and rightly so.
  ///
  /// @param mayBeRefused whether the server goes away
  /// @return what is wrong, or an empty text
  String judge(boolean mayBeRefused) {
    CallFailure failure = call.failure;
    if (gaveUp) {
      return "";
    }
    if (failure != null) {
      return judge(failure, mayBeRefused);
    }
    if (!isDone()) {
      return "not done";
    }
    int expected = method.equals("HEAD") ? 0 : kind.equals("echo") ? length : size;
    byte[] bytes = content.toByteArray();
    if (bytes.length != expected) {
      return "a body of " + bytes.length + " instead of " + expected + " bytes";
    }
    return Pattern.matches(id, 0, bytes, bytes.length) ? "" : "a byte out of place";
  }

  private String judge(CallFailure failure, boolean mayBeRefused) {
    boolean aborted = kind.equals("abort") || kind.equals("fail");
    boolean refused = failure.isUnprocessed() && failure.kind() == CallFailure.Kind.REFUSED;
    boolean expected =
        (aborted && failure.name().equals("internal_error"))
            || (refused && (mayBeRefused || failure.name().equals("refused_stream")));
    return expected ? "" : "failed: " + failure;
  }

  /// Whether it was answered whole.
  boolean isAnswered() {
    return call.failure == null && read;
  }

  @Override
  public String toString() {
    return id
        + " "
        + method
        + " /"
        + kind
        + "?"
        + size
        + " with "
        + uploaded
        + " of "
        + length
        + (sent ? " sent" : stopped ? " stopped" : writerBlocked ? " blocked" : "")
        + ", read "
        + content.size()
        + (read ? " whole" : readerBlocked ? " blocked" : "")
        + " told "
        + call.told;
  }

  @Nullable CallFailure failure() {
    return call.failure;
  }
}
