package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.Buffer;

/// What an [Http2Connection] asks of whoever drives it: a server's connection on a hub, or a test.
///
/// Called on the connection's hub only, from within calls of the connection.
public interface Http2Link {
  /// Lends a stream for the next request, until [Http2StreamOwner#released].
  Http2Stream acquire();

  /// Lends room for output behind what has been appended.
  ///
  /// @param size bytes, 1 to 65536
  /// @return `null` when there is no memory left for now
  @Nullable Buffer reserve(int size);

  /// Sends what has been appended, soon.
  void flushLater();

  /// Bytes appended and not yet taken by the system.
  long pendingOutput();

  /// Stops receiving.
  void pauseReceiving();

  /// Receives again.
  void resumeReceiving();

  /// Sends what is pending, then ends the connection in order.
  void finish();

  /// Ends the connection at once, dropping what is pending.
  void reset();
}
