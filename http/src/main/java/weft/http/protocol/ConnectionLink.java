package weft.http.protocol;

import org.jspecify.annotations.Nullable;
import weft.hub.file.OpenFile;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// What every [ConnectionMachine] asks of whoever drives it: a connection on a hub, or a test.
///
/// Called on the connection's hub only, from within calls of the machine.
public interface ConnectionLink {
  /// Time after which what found no memory is tried again: nothing tells when there is some.
  long MEMORY_RETRY_NANOS = 5_000_000;

  /// Time after which a peer that may be slow only because nothing is received for want of memory
  /// is looked at again.
  long MEMORY_GRACE_NANOS = 1_000_000_000;

  /// Lends room for output behind what has been appended.
  ///
  /// @param size bytes, 1 to 65536
  /// @return `null` while there is no memory left
  @HotPath
  @Nullable Buffer reserve(int size);

  /// Sends bytes of a file behind what has been appended; see [weft.hub.StreamConnection#sendFile].
  ///
  /// @return bytes taken, 0 when there is no room, less when they have to come in another way
  @HotPath
  default int sendFile(OpenFile file, long position, int length) {
    return -1;
  }

  /// Reads bytes of a file that are in memory.
  ///
  /// @return how many, less than 1 for none
  @HotPath
  default int readFile(OpenFile file, long position, long address, int length) {
    return -1;
  }

  /// Sends what has been appended, soon.
  @HotPath
  void flushLater();

  /// Bytes appended and not yet taken by the system.
  @HotPath
  long pendingOutput();

  /// Memory that pending output takes, in bytes.
  @HotPath
  default long outputMemory() {
    return pendingOutput();
  }

  /// Whether TLS lies below; the same for the life of the machine.
  @HotPath
  default boolean isSecure() {
    return false;
  }

  /// Stops receiving.
  void pauseReceiving();

  /// Receives again.
  void resumeReceiving();

  /// Sends what is pending, then ends the connection in order. Once; nothing is sent behind it.
  void finish();

  /// Ends the connection at once, dropping what is pending. May be asked again, and nothing else
  /// has an effect behind it.
  void reset();
}
