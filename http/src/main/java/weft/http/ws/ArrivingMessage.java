package weft.http.ws;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A message that is read as it comes, or one that whoever takes it has to decompress first.
///
/// The hub adds what comes; one thread at a time, which may be any but the bare hub thread, reads:
/// [#read] until that has nothing, then [#advance]. Only what is read is decompressed, so that a
/// small piece of a large message costs no more memory than the reader's.
public final class ArrivingMessage {
  /// The message has ended.
  public static final int END = -1;

  /// The message is not as it must be, see [#fault].
  public static final int FAILED = -2;

  private static final byte[] NOTHING = new byte[0];

  private final boolean isText;

  /// `null` for a message that is not compressed.
  private final @Nullable MessageInflater packing;

  private final Queue<byte[]> parts = new ConcurrentLinkedQueue<>();
  private volatile boolean whole;
  private int size;

  // The reader's.

  private byte[] part = NOTHING;
  private int taken;
  private boolean ended;
  private boolean done;
  private @Nullable StreamInflater inflater;
  private final Utf8Check utf8 = new Utf8Check();
  private long plainLeft = Long.MAX_VALUE;
  private long packedLeft = Long.MAX_VALUE;
  private @Nullable WebSocketFault fault;

  /// A message that has begun to come.
  ArrivingMessage(boolean isText, @Nullable MessageInflater packing) {
    this.isText = isText;
    this.packing = packing;
  }

  /// A message that has come.
  ///
  /// @param payload as it was sent, but for compression
  public static ArrivingMessage of(boolean isText, byte[] payload) {
    ArrivingMessage made = new ArrivingMessage(isText, null);
    if (payload.length > 0) {
      made.add(payload);
    }
    made.end();
    return made;
  }

  // On the hub.

  /// Part of it has come.
  ///
  /// @param payload not copied; not empty
  void add(byte[] payload) {
    parts.add(payload);
    size += payload.length;
  }

  /// All of it has come.
  void end() {
    whole = true;
  }

  /// Takes all of a message that has come whole, and of which nothing was read.
  ///
  /// @param bytesMax most of it, decompressed
  /// @return `null` when it is not as it must be, see [#fault]
  byte @Nullable [] unpack(int bytesMax) {
    byte[] all = parts.poll();
    byte[] payload = all == null ? NOTHING : all;
    MessageInflater compressed = packing;
    if (compressed != null) {
      fault = compressed.inflate(payload, payload.length, bytesMax);
      payload = compressed.taken();
      if (fault == null
          && isText
          && !(utf8.accepts(payload, 0, payload.length) && utf8.isWhole())) {
        fault = WebSocketFault.BAD_UTF8;
      }
    }
    return fault == null ? payload : null;
  }

  /// Bytes of it that have come, as they were sent. On the hub's thread.
  public int size() {
    return size;
  }

  // For its reader.

  /// Whether it is text.
  public boolean isText() {
    return isText;
  }

  /// What is wrong with it, once that was found.
  public @Nullable WebSocketFault fault() {
    return fault;
  }

  /// Bounds what may be read from now on.
  ///
  /// @param bytesMax most bytes, as they come and decompressed
  public void limit(long bytesMax) {
    plainLeft = Math.min(plainLeft, bytesMax);
    packedLeft = Math.min(packedLeft, bytesMax);
  }

  /// Reads what is there.
  ///
  /// @param length not 0
  /// @return count of bytes; 0 when there is nothing before [#advance]; or [#END] or [#FAILED]
  public int read(byte[] target, int offset, int length) {
    if (fault != null) {
      return FAILED;
    }
    MessageInflater compressed = packing;
    return compressed == null
        ? copy(target, offset, length)
        : inflate(compressed, target, offset, length);
  }

  private int copy(byte[] target, int offset, int length) {
    int count = Math.min(length, part.length - taken);
    System.arraycopy(part, taken, target, offset, count);
    taken += count;
    return count == 0 && ended ? END : count;
  }

  private int inflate(MessageInflater compressed, byte[] target, int offset, int length) {
    if (done) {
      return END;
    }
    int count = inflater(compressed).inflate(target, offset, length);
    if (count == StreamInflater.BROKEN) {
      return fail(WebSocketFault.BAD_DEFLATE);
    }
    if (count == StreamInflater.END) {
      done = true;
      release();
      return isText && !utf8.isWhole() ? fail(WebSocketFault.BAD_UTF8) : END;
    }
    if (count > plainLeft) {
      return fail(WebSocketFault.INFLATED_TOO_LARGE);
    }
    plainLeft -= count;
    // What is not compressed was checked as it came.
    return isText && !utf8.accepts(target, offset, count) ? fail(WebSocketFault.BAD_UTF8) : count;
  }

  private StreamInflater inflater(MessageInflater compressed) {
    StreamInflater known = inflater;
    if (known == null) {
      known = new StreamInflater();
      known.start(compressed.history());
      inflater = known;
    }
    return known;
  }

  private int fail(WebSocketFault reason) {
    fault = reason;
    release();
    return FAILED;
  }

  /// Goes on to the next part; what was read before is used up.
  ///
  /// @return its bytes as they came; 0 when the message has ended, -1 when nothing has come
  public int advance() {
    boolean over = whole;
    byte[] next = parts.poll();
    if (next == null) {
      if (over && !ended) {
        ended = true;
        if (packing != null) {
          inflater(packing).end();
        }
      }
      return over ? 0 : -1;
    }
    part = next;
    taken = 0;
    packedLeft -= next.length;
    if (packedLeft < 0) {
      fail(WebSocketFault.MESSAGE_TOO_LARGE);
    } else if (packing != null) {
      inflater(packing).input(next, next.length);
    }
    return next.length;
  }

  /// Nobody reads any more: gives its memory back. Not on the bare hub thread.
  public void release() {
    StreamInflater made = inflater;
    if (made != null) {
      inflater = null;
      made.release();
    }
  }
}
