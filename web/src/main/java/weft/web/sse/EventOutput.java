package weft.web.sse;

import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Where the events of one client go.
///
/// @param stream takes the body; a flush reaches the client
/// @param writable bytes of body that would be sent now without a wait, asked on the hub
/// @param gone whether the client has gone, asked on the handler's thread
/// @param pump sends for all clients of the hub; null when no hub carries the handler
/// @param tally counts what is sent
record EventOutput(
    OutputStream stream,
    IntSupplier writable,
    BooleanSupplier gone,
    @Nullable EventPump pump,
    EventTally tally) {
  /// What a content coding may add to a flush, in bytes.
  private static final int CODING_BYTES = 1024;

  /// Bytes of events that can be written and flushed now without a wait, whatever codes them.
  int room() {
    return Math.max(0, writable.getAsInt() - CODING_BYTES) / 2;
  }
}
