package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Cuts received bytes into frames ([RFC 9113
/// §4.1](https://www.rfc-editor.org/rfc/rfc9113#section-4.1)).
///
/// A frame that came whole is read where it lies. Of one that came in pieces the pieces are kept,
/// but for DATA, which is handed on as it comes. Holds no buffer between frames.
final class FrameReader {
  /// Bytes before every payload.
  static final int HEADER_BYTES = 9;

  private final BufferPool pool;
  private final FrameSink sink;
  private @Nullable Buffer kept;
  private int dataLeft;
  private boolean stopped;

  FrameReader(BufferPool pool, FrameSink sink) {
    this.pool = pool;
    this.sink = sink;
  }

  /// Whether the beginning of a frame is kept; DATA is not.
  @HotPath
  boolean isKeeping() {
    return kept != null;
  }

  /// Reads no further frame.
  void stop() {
    stopped = true;
    dataLeft = 0;
    release();
  }

  /// Takes received bytes; the 64 bytes behind them may be overwritten.
  @HotPath
  void receive(long address, int length) {
    long at = address;
    long end = address + length;
    while (at < end && !stopped) {
      if (dataLeft > 0) {
        at = data(at, end);
      } else if (kept != null) {
        at = complete(at, end);
      } else if (end - at < HEADER_BYTES) {
        at = keep(at, end, HEADER_BYTES);
      } else {
        at = frame(at, end);
      }
    }
  }

  @HotPath
  private long data(long at, long end) {
    int count = (int) Math.min(dataLeft, end - at);
    dataLeft -= count;
    sink.data(at, count, dataLeft == 0);
    return at + count;
  }

  /// A frame begins at `at`, with its header whole.
  @HotPath
  private long frame(long at, long end) {
    int length = length(at);
    if (!begin(at, length)) {
      return end;
    }
    long payload = at + HEADER_BYTES;
    if (type(at) == FrameType.DATA) {
      return payload;
    }
    if (end - payload < length) {
      return keep(at, end, HEADER_BYTES + length);
    }
    sink.frame(type(at), flags(at), streamId(at), payload, length);
    return payload + length;
  }

  @HotPath
  private boolean begin(long header, int length) {
    boolean goesOn = sink.begins(type(header), flags(header), streamId(header), length);
    if (!goesOn) {
      stop();
    } else if (type(header) == FrameType.DATA) {
      dataLeft = length;
      if (length == 0) {
        sink.data(header, 0, true);
      }
    }
    return goesOn && !stopped;
  }

  /// Adds to the frame that is kept.
  @HotPath
  private long complete(long at, long end) {
    Buffer buffer = kept;
    if (buffer == null) {
      return end;
    }
    int had = buffer.readable();
    boolean headerIsNew = had < HEADER_BYTES;
    int wanted = headerIsNew ? HEADER_BYTES : HEADER_BYTES + length(buffer.readAddress());
    int count = (int) Math.min(wanted - had, end - at);
    buffer.put(at, count);
    if (had + count < wanted) {
      return end;
    }
    return headerIsNew ? headerIsWhole(buffer, at + count) : frameIsWhole(buffer, at + count);
  }

  @HotPath
  private long headerIsWhole(Buffer buffer, long next) {
    long header = buffer.readAddress();
    int length = length(header);
    int type = type(header);
    if (!begin(header, length)) {
      return next;
    }
    if (type == FrameType.DATA) {
      release();
      return next;
    }
    if (length == 0) {
      return frameIsWhole(buffer, next);
    }
    if (HEADER_BYTES + length > buffer.capacity()) {
      moveSlow(buffer, HEADER_BYTES + length);
    }
    return next;
  }

  @HotPath
  private long frameIsWhole(Buffer buffer, long next) {
    long header = buffer.readAddress();
    sink.frame(
        type(header), flags(header), streamId(header), header + HEADER_BYTES, length(header));
    release();
    return next;
  }

  private void moveSlow(Buffer small, int size) {
    Buffer large = pool.acquireForHead(size);
    if (large == null) {
      stop();
      sink.outOfMemory();
      return;
    }
    large.put(small.readAddress(), small.readable());
    release();
    kept = large;
  }

  /// Keeps the beginning of a frame.
  private long keep(long at, long end, int size) {
    Buffer buffer = pool.acquireForHead(size);
    if (buffer == null) {
      stop();
      sink.outOfMemory();
    } else {
      buffer.put(at, (int) (end - at));
      kept = buffer;
    }
    return end;
  }

  @HotPath
  private void release() {
    Buffer buffer = kept;
    if (buffer != null) {
      kept = null;
      pool.release(buffer);
    }
  }

  @HotPath
  private static int length(long header) {
    return Integer.reverseBytes(Memory.getInt(header)) >>> 8;
  }

  @HotPath
  private static int type(long header) {
    return Memory.getByte(header + 3) & 0xff;
  }

  @HotPath
  private static int flags(long header) {
    return Memory.getByte(header + 4) & 0xff;
  }

  /// The highest bit is reserved and ignored.
  @HotPath
  private static int streamId(long header) {
    return Integer.reverseBytes(Memory.getInt(header + 5)) & 0x7fff_ffff;
  }
}
