package weft.hub;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A protocol engine's side of a [TcpConnection]: told of bytes as they arrive.
///
/// Called on the bare hub thread, hence: no lock, no logging, no user code (the deadlock law of
/// `docs/concurrency.md`).
public interface StreamReceiver {
  /// Bytes arrived. They are valid during the call only; what is not consumed must be copied, which
  /// [weft.hub.memory.BufferQueue#append] has memory for. The 64 bytes behind them may be read and
  /// overwritten.
  ///
  /// A receiver that keeps [weft.hub.memory.BufferPool#unreadMax] bytes or more for somebody who
  /// does not take them pauses receiving until these have been taken; else they fill the hub's
  /// memory, and nobody receives any more.
  ///
  /// @param address of the first byte
  /// @param length bytes, at least 1
  void received(long address, int length);

  /// Nothing more will arrive.
  ///
  /// @param failure `null` when the peer ended its stream in order
  void receiveEnded(@Nullable IOException failure);

  /// All pending output was taken by the system.
  void drained();

  /// The connection is gone; the last call.
  void closed();
}
