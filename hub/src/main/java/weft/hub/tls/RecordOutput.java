package weft.hub.tls;

import org.jspecify.annotations.Nullable;
import weft.hub.OutputQueue;
import weft.hub.TcpConnection;
import weft.hub.file.OpenFile;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;
import weft.hub.tls.engine.TlsEngine;
import weft.hub.tls.engine.TlsScratch;

/// Plain bytes on their way out: they wait here until the socket is not far behind, and go to its
/// queue as records that are as large as may be.
///
/// On the hub's thread.
final class RecordOutput {
  /// How [#encryptAll] ended.
  enum Result {
    /// No plain bytes are left.
    EMPTY,

    /// Records are as far ahead of the socket as they may be: go on when it has sent some.
    AHEAD,

    /// There is no buffer for a record.
    NO_BUFFER,

    /// The engine has failed.
    BROKEN
  }

  /// Records may be this far ahead of the socket, in bytes; the rest waits as plain bytes.
  private static final long AHEAD_MAX = 128 * 1024;

  /// Memory of both behind which no record is made before the socket has sent some, in bytes: one
  /// more buffer stays below the 256 KiB that a slow reader may cost.
  private static final long MEMORY_MAX = 188 * 1024;

  /// Largest buffer for plain bytes, in bytes: it is held until all of it has become records.
  private static final int PLAIN_BUFFER_MAX = 32 * 1024;

  /// Bytes of a file taken at a time: two full records.
  private static final int FILE_PIECE_BYTES = 2 * TlsEngine.PLAIN_MAX;

  private final TcpConnection tcp;
  private final OutputQueue plain;

  RecordOutput(TcpConnection tcp) {
    this.tcp = tcp;
    plain = OutputQueue.ofPlain(tcp.hub().buffers(), PLAIN_BUFFER_MAX);
  }

  /// A buffer for plain bytes, or `null` when there is none.
  @HotPath
  @Nullable Buffer reserve(int size) {
    return plain.reserve(size);
  }

  /// Reads bytes of a file into what is encrypted next.
  ///
  /// @return how many, 0 when there is no buffer, or [weft.hub.StreamConnection#ABSENT]
  int readFile(OpenFile file, long position, int length) {
    int most = Math.min(length, FILE_PIECE_BYTES);
    Buffer room = plain.reserve(most);
    if (room == null) {
      return 0;
    }
    int count = tcp.readFile(file, position, room.writeAddress(), Math.min(most, room.writable()));
    if (count > 0) {
      room.wrote(count);
    }
    return count;
  }

  /// Plain bytes that wait.
  @HotPath
  long size() {
    return plain.size();
  }

  /// Plain bytes that wait, and records not yet taken by the system.
  @HotPath
  long pending() {
    return plain.size() + tcp.pendingOutput();
  }

  /// Memory of both.
  @HotPath
  long memory() {
    return plain.memory() + tcp.outputMemory();
  }

  /// Drops plain bytes that wait.
  void clear() {
    plain.clear();
  }

  /// Makes records of what waits.
  @HotPath
  Result encryptAll(TlsEngine engine) {
    Buffer first;
    Buffer out = null;
    while ((first = plain.peek()) != null && plain.size() > 0) {
      if (tcp.pendingOutput() >= AHEAD_MAX) {
        return Result.AHEAD;
      }
      int size = (int) Math.min(plain.size(), TlsEngine.PLAIN_MAX);
      int room = engine.roomFor(size);
      if (out == null || out.writable() < room) {
        if (tcp.pendingOutput() > 0 && memory() > MEMORY_MAX) {
          return Result.AHEAD;
        }
        out = reserve(room, size < plain.size());
      }
      if (out == null) {
        out = reserveShortSlow(engine, first);
        if (out == null) {
          return Result.NO_BUFFER;
        }
        size = Math.min(size, out.writable() - engine.roomFor(0));
      }
      if (!encryptRecord(engine, first, size, out)) {
        return Result.BROKEN;
      }
    }
    return Result.EMPTY;
  }

  /// Room for a record.
  ///
  /// @param isFollowed whether more come: the first buffer then has room for several, unless the
  ///   plain bytes hold so much memory that one must do
  @HotPath
  private @Nullable Buffer reserve(int room, boolean isFollowed) {
    boolean several = isFollowed && tcp.pendingOutput() == 0 && memory() <= MEMORY_MAX;
    Buffer large = several ? tcp.reserve(BufferPool.SIZE_MAX) : null;
    return large == null ? tcp.reserve(room) : large;
  }

  /// Room for a shorter record, while memory is short: no more than the plain bytes give back, and
  /// less when the memory that is left lies in small pieces.
  private @Nullable Buffer reserveShortSlow(TlsEngine engine, Buffer first) {
    int least = engine.roomFor(1);
    Buffer room = null;
    for (int size = Math.min(first.capacity(), TlsEngine.PLAIN_MAX);
        room == null && size >= least;
        size /= 2) {
      room = tcp.reserve(size);
    }
    return room;
  }

  @HotPath
  private boolean encryptRecord(TlsEngine engine, Buffer first, int size, Buffer out) {
    long source = first.readable() >= size ? first.readAddress() : gather(first, size);
    int produced = engine.encrypt(source, size, out.writeAddress(), out.writable());
    if (produced < 0) {
      return false;
    }
    out.wrote(produced);
    taken(engine.consumed());
    tcp.flushLater();
    return true;
  }

  /// Copies bytes of several buffers to one place: fewer records are worth more than the copy.
  @HotPath
  private static long gather(Buffer first, int size) {
    long room = TlsScratch.get().gathered();
    int filled = 0;
    for (Buffer next = first; next != null && filled < size; next = next.next) {
      int count = Math.min(next.readable(), size - filled);
      Memory.copy(next.readAddress(), room + filled, count);
      filled += count;
    }
    return room;
  }

  @HotPath
  private void taken(int count) {
    int left = count;
    while (left > 0) {
      Buffer first = plain.peek();
      if (first == null) {
        return;
      }
      int step = Math.min(first.readable(), left);
      plain.taken(step);
      left -= step;
    }
  }

  /// Sends what the engine has to say by itself.
  ///
  /// @return false when there was no buffer for it
  boolean sendWords(TlsEngine engine) {
    int size;
    while ((size = engine.outputSize()) > 0) {
      Buffer out = tcp.reserve(Math.min(size, TlsEngine.PLAIN_MAX));
      if (out == null) {
        return false;
      }
      out.wrote(engine.takeOutput(out.writeAddress(), Math.min(size, out.writable())));
      tcp.flushLater();
    }
    return true;
  }
}
