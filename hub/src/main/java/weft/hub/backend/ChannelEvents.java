package weft.hub.backend;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What a back-end tells the owner of one channel. Called on the hub thread, inside [Backend#turn]
/// only, never from within another [Backend] call.
///
/// Implementations take no lock, do not log and do not throw.
public interface ChannelEvents {
  /// A listener has a new connection.
  ///
  /// @param handle the new channel; nothing is armed on it yet
  /// @return the new channel's owner
  default ChannelEvents accepted(int handle) {
    throw new IllegalStateException("not a listener");
  }

  /// Accepting failed and has stopped; call [Backend#armAccept] to go on.
  default void acceptFailed(IoFailure failure) {
    throw new IllegalStateException("not a listener");
  }

  /// Connecting ended.
  ///
  /// @param failure `null` on success
  default void connected(@Nullable IoFailure failure) {
    throw new IllegalStateException("not connecting");
  }

  /// Bytes arrived. They are valid during the call only and lie before at least 64 bytes that may
  /// be read and overwritten.
  ///
  /// @param address of the first byte
  /// @param length bytes, at least 1
  default void received(long address, int length) {
    throw new IllegalStateException("not a stream");
  }

  /// A datagram arrived; its bytes are valid during the call only.
  ///
  /// @param length bytes, 0 is legal
  /// @param truncated whether the datagram was longer than the back-end's buffer
  default void receivedFrom(long address, int length, SocketAddress sender, boolean truncated) {
    throw new IllegalStateException("not a datagram socket");
  }

  /// Nothing more will be received.
  ///
  /// @param failure `null` when the peer ended its stream in order
  default void receiveEnded(@Nullable IoFailure failure) {
    throw new IllegalStateException("not receiving");
  }

  /// A pending [Backend#send] or [Backend#sendTo] ended; its memory is the caller's again.
  ///
  /// @param length bytes taken by the system, possibly fewer than offered; 0 on failure
  /// @param failure `null` on success
  default void sent(int length, @Nullable IoFailure failure) {
    throw new IllegalStateException("not sending");
  }

  /// The channel is gone: nothing of it will be reported any more, the memory of every pending send
  /// is the caller's again, and the handle may be reused.
  void closed();
}
