package weft.http.h2;

import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;
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
  private final DecodingRoom room;
  private final BufferQueue kept = new BufferQueue();
  private int dataLeft;
  private boolean stopped;

  FrameReader(BufferPool pool, DecodingRoom room, FrameSink sink) {
    this.pool = pool;
    this.room = room;
    this.sink = sink;
  }

  /// Whether the beginning of a frame is kept; DATA is not.
  @HotPath
  boolean isKeeping() {
    return !kept.isEmpty();
  }

  /// Reads no further frame.
  void stop() {
    stopped = true;
    dataLeft = 0;
    kept.clear(pool);
  }

  /// Takes received bytes; the 64 bytes behind them may be overwritten.
  @HotPath
  void receive(long address, int length) {
    long at = address;
    long end = address + length;
    while (at < end && !stopped) {
      if (dataLeft > 0) {
        at = data(at, end);
      } else if (!kept.isEmpty()) {
        at = complete(at, end);
      } else if (end - at < HEADER_BYTES) {
        at = keep(at, end);
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
      return keep(at, end);
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

  /// Keeps the beginning of a frame.
  @HotPath
  private long keep(long at, long end) {
    kept.append(pool, at, (int) (end - at));
    return end;
  }

  /// Adds to the frame that is kept.
  @HotPath
  private long complete(long at, long end) {
    int had = kept.size();
    boolean headerIsNew = had < HEADER_BYTES;
    int wanted = headerIsNew ? HEADER_BYTES : HEADER_BYTES + length(kept.address());
    int count = (int) Math.min(wanted - had, end - at);
    kept.append(pool, at, count);
    if (had + count == wanted) {
      if (headerIsNew) {
        headerIsWhole();
      } else {
        frameIsWhole(wanted);
      }
    }
    return at + count;
  }

  @HotPath
  private void headerIsWhole() {
    long header = kept.address();
    int length = length(header);
    int type = type(header);
    if (!begin(header, length)) {
      return;
    }
    if (type == FrameType.DATA) {
      kept.clear(pool);
    } else if (length == 0) {
      frameIsWhole(HEADER_BYTES);
    }
  }

  @HotPath
  private void frameIsWhole(int size) {
    long header = kept.address();
    if (kept.runLength() < size) {
      header = room.frame();
      kept.moveTo(pool, header);
    }
    sink.frame(
        type(header), flags(header), streamId(header), header + HEADER_BYTES, length(header));
    kept.clear(pool);
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
