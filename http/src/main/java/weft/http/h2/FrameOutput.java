package weft.http.h2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.ConnectionLink;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The output of a connection, frame behind frame.
///
/// Messages that find no memory wait where they are. A control frame is owed at once and is nowhere
/// else, so it waits in a little memory that is not the hub's; until all that do so have gone,
/// nothing is appended, for what follows them may rest on them.
final class FrameOutput {
  /// Most that control frames may take while they wait, in bytes: a reset for each of a hundred
  /// streams, and twice as much of others.
  static final int WAITING_BYTES_MAX = 4096;

  private final Http2Hub shared;
  private final ConnectionLink link;

  /// Where the control frame goes that is being written; `null` for [#waiting].
  private @Nullable Buffer room;

  /// The control frames that wait; `null` for none.
  private @Nullable MemorySegment waiting;

  private int waitingBytes;
  private boolean overfull;

  FrameOutput(Http2Hub shared, ConnectionLink link) {
    this.shared = shared;
    this.link = link;
  }

  /// Lends room behind what has been appended.
  ///
  /// @param size bytes, 1 to 65536
  /// @return `null` while there is no memory
  @HotPath
  @Nullable Buffer reserve(int size) {
    return waiting == null || sendWaiting() ? link.reserve(size) : null;
  }

  /// Sends what was written into room that was lent.
  @HotPath
  void append(Buffer room, int bytes) {
    room.wrote(bytes);
    shared.tally.bytesSent += bytes;
    link.flushLater();
  }

  /// Lends room for a control frame: there always is some.
  ///
  /// @param size bytes, at most [#WAITING_BYTES_MAX]
  /// @return its address
  @HotPath
  long reserveControl(int size) {
    Buffer room = reserve(size);
    this.room = room;
    return room != null ? room.writeAddress() : waitSlow(size);
  }

  private long waitSlow(int size) {
    if (waiting == null) {
      waiting = Arena.ofAuto().allocate(WAITING_BYTES_MAX);
    }
    if (waitingBytes + size > WAITING_BYTES_MAX) {
      overfull = true;
      waitingBytes = 0;
    }
    return waiting.address() + waitingBytes;
  }

  /// Sends a control frame that was written into room that was lent for it, now or when there is
  /// memory.
  @HotPath
  void appendControl(int bytes) {
    if (room != null) {
      append(room, bytes);
    } else {
      waitingBytes += bytes;
    }
  }

  /// Whether control frames wait for memory.
  @HotPath
  boolean isWaiting() {
    return waiting != null;
  }

  /// Whether control frames were lost, since more had to wait than may. The connection cannot go
  /// on.
  @HotPath
  boolean isOverfull() {
    return overfull;
  }

  /// Sends the control frames that wait.
  ///
  /// @return whether none does any more
  boolean sendWaiting() {
    if (waiting == null) {
      return true;
    }
    Buffer room = overfull ? null : link.reserve(waitingBytes);
    if (room == null) {
      return false;
    }
    Memory.copy(waiting.address(), room.writeAddress(), waitingBytes);
    append(room, waitingBytes);
    dropWaiting();
    return true;
  }

  /// The connection is gone: nobody is owed anything.
  void dropWaiting() {
    waiting = null;
    waitingBytes = 0;
  }
}
