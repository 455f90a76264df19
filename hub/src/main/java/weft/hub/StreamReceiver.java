package weft.hub;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A protocol engine's side of a [TcpConnection]: told of bytes as they arrive.
///
/// Called on the bare hub thread, hence: no lock, no logging, no user code (the deadlock law of
/// `docs/concurrency.md`).
public interface StreamReceiver {
  /// Bytes arrived. They are valid during the call only; what is not consumed must be copied. The
  /// 64 bytes behind them may be read and overwritten.
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
