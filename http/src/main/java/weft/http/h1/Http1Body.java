package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.protocol.ReceivedTrailers;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The body of a message as it comes out of the input: none, counted, chunked, or all there is (RFC
/// 9112 §6.3).
final class Http1Body {
  /// No byte is there yet.
  static final int NEED_MORE = 0;

  /// The body is over.
  static final int END = -1;

  /// The body is broken; [#fault] says how.
  static final int FAILED = -2;

  private static final int TRAILER_BYTES_MIN = 512;

  private final int headBytesMax;
  private final int fieldCountMax;
  private final ChunkedDecoder decoder = new ChunkedDecoder();
  private final ReceivedTrailers trailers = new ReceivedTrailers();
  private @Nullable FieldSection trailerSection;
  private boolean chunked;
  private boolean ended;
  private boolean starved;
  private long length;
  private long remaining;
  private long taken;
  private @Nullable Http1Fault fault;

  /// @param headBytesMax bytes of a trailer section, and fieldCountMax its fields
  Http1Body(int headBytesMax, int fieldCountMax) {
    this.headBytesMax = headBytesMax;
    this.fieldCountMax = fieldCountMax;
  }

  /// Begins the body of a message with this framing; without any there is none.
  @HotPath
  void start(Framing framing) {
    chunked = framing.chunked;
    start(chunked ? -1 : Math.max(0, framing.contentLength));
  }

  /// Begins a body there is nothing of.
  @HotPath
  void startEmpty() {
    chunked = false;
    start(0);
  }

  /// Begins a body that ends with the connection; [#inputEnded] says when.
  void startEndless() {
    chunked = false;
    start(-1);
    remaining = Long.MAX_VALUE;
  }

  @HotPath
  private void start(long length) {
    this.length = length;
    remaining = Math.max(0, length);
    ended = length == 0;
    taken = 0;
    starved = false;
    fault = null;
    trailers.clear();
    if (chunked) {
      decoder.start();
    }
  }

  /// Gives back what a trailer section needed.
  @HotPath
  void release(BufferPool pool) {
    trailers.release(pool);
  }

  /// Forgets the trailers.
  @HotPath
  void forget() {
    trailers.clear();
  }

  /// Bytes announced, -1 when nobody said.
  @HotPath
  long length() {
    return length;
  }

  /// Bytes of data read or thrown away so far.
  @HotPath
  long taken() {
    return taken;
  }

  /// Bytes still to come, -1 when unknown.
  @HotPath
  long remaining() {
    return chunked ? -1 : remaining;
  }

  @HotPath
  boolean isEnded() {
    return ended;
  }

  /// Whether nobody can say how much of it is still to come. Where the rest of a chunked body waits
  /// in several buffers, or has trailers, that is not found out.
  ///
  /// @param input what has come, of which nothing is consumed
  boolean isOpenEnded(BufferQueue input) {
    return chunked
        && !ended
        && (input.isEmpty() || !decoder.endsWithin(input.address(), input.runLength()));
  }

  /// Whether only the end of the connection ends it.
  @HotPath
  boolean isEndless() {
    return length < 0 && !chunked;
  }

  /// Nothing comes behind what waits in the input.
  void inputEnded(BufferQueue input) {
    if (isEndless() && input.isEmpty()) {
      ended = true;
    }
  }

  /// Whether it is there but lacks memory, so that reading is to be tried again.
  boolean isStarved() {
    return starved;
  }

  @Nullable Http1Fault fault() {
    return fault;
  }

  /// Ends it with a fault, such as a timeout.
  void fail(Http1Fault reason) {
    fault = reason;
  }

  /// The fields of the trailer section, none before it is whole.
  FieldTable trailers() {
    return trailers.fields();
  }

  /// Reads data.
  ///
  /// @param length at least 1
  /// @return how many bytes, [#NEED_MORE], [#END], or [#FAILED]
  @HotPath
  int read(BufferQueue input, BufferPool pool, byte[] target, int offset, int length) {
    int total = 0;
    while (total < length) {
      int count = (int) Math.min(available(input, pool), length - total);
      if (count <= 0) {
        break;
      }
      input.copyOut(pool, target, offset + total, count);
      took(count);
      total += count;
    }
    return total > 0 ? total : result();
  }

  /// Throws data away.
  ///
  /// @return [#NEED_MORE], [#END], or [#FAILED]
  int discard(BufferQueue input, BufferPool pool) {
    while (true) {
      int count = (int) available(input, pool);
      if (count <= 0) {
        return result();
      }
      input.consume(pool, count);
      took(count);
    }
  }

  @HotPath
  private int result() {
    if (fault != null) {
      return FAILED;
    }
    return ended ? END : NEED_MORE;
  }

  /// Data at the front of the first run of the input, in bytes, behind any framing.
  @HotPath
  private long available(BufferQueue input, BufferPool pool) {
    if (ended || fault != null) {
      return 0;
    }
    if (!chunked) {
      return Math.min(remaining, input.runLength());
    }
    while (!input.isEmpty() && decoder.available() == 0 && !decoder.isEnded()) {
      if (decoder.isAtTrailers()) {
        if (!parseTrailers(input, pool)) {
          return 0;
        }
      } else if (!consumeFraming(input, pool)) {
        return 0;
      }
    }
    ended = decoder.isEnded();
    return Math.min(decoder.available(), input.runLength());
  }

  @HotPath
  private void took(int count) {
    taken += count;
    if (chunked) {
      decoder.took(count);
    } else {
      remaining -= count;
      ended = remaining == 0;
    }
  }

  @HotPath
  private boolean consumeFraming(BufferQueue input, BufferPool pool) {
    int count = decoder.frame(input.address(), input.runLength());
    if (count < 0) {
      fault = decoder.fault();
      return false;
    }
    input.consume(pool, count);
    return true;
  }

  /// Moves the trailer section to a buffer of its own and parses it there.
  ///
  /// @return false when more is needed or it is broken
  private boolean parseTrailers(BufferQueue input, BufferPool pool) {
    Buffer kept = trailers.buffer();
    int before = kept == null ? 0 : kept.readable();
    int count = Math.min(input.runLength(), headBytesMax + 1 - before);
    Buffer buffer = trailerRoom(pool, count);
    starved = buffer == null;
    if (buffer == null) {
      return false;
    }
    FieldSection section = trailerSection();
    if (before == 0) {
      section.start(0);
    }
    buffer.put(input.address(), count);
    Memory.putLong(buffer.writeAddress(), 0);
    int result = section.parse(buffer.readAddress(), buffer.readable());
    if (result > 0) {
      input.consume(pool, result - before);
      trailers.end(buffer);
      decoder.trailersEnded();
      return true;
    }
    input.consume(pool, count);
    if (result == HeadParser.FAILED) {
      fault = section.fault;
    } else if (buffer.readable() > headBytesMax) {
      fault = Http1Fault.HEAD_TOO_LARGE;
    } else {
      return true;
    }
    return false;
  }

  private FieldSection trailerSection() {
    if (trailerSection == null) {
      trailerSection = new FieldSection(trailers.table(), null, fieldCountMax);
    }
    return trailerSection;
  }

  private @Nullable Buffer trailerRoom(BufferPool pool, int count) {
    Buffer old = trailers.buffer();
    if (old != null && old.writable() >= count) {
      return old;
    }
    int before = old == null ? 0 : old.readable();
    Buffer room = pool.acquireForHead(Math.max(TRAILER_BYTES_MIN, before + count));
    if (room != null && old != null) {
      room.put(old.readAddress(), before);
      pool.release(old);
    }
    if (room != null) {
      trailers.keep(room);
    }
    return room;
  }
}
