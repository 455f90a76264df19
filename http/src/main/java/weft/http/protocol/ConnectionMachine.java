package weft.http.protocol;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// A protocol's side of one connection, without I/O, clock or thread: told of what the socket
/// delivers and of the time, asks its [ConnectionLink] for the rest.
///
/// Time is what callers say it is. Confined to a hub.
public interface ConnectionMachine {
  /// Takes received bytes, valid during the call; the 64 bytes behind them may be overwritten.
  @HotPath
  void received(long address, int length, long nowNanos);

  /// The peer's stream has ended.
  ///
  /// @param failure `null` when it ended in order
  void receiveEnded(@Nullable IOException failure, long nowNanos);

  /// All pending output was taken by the system.
  @HotPath
  void drained(long nowNanos);

  /// The connection is gone.
  void closed(long nowNanos);

  /// When [#expired] wants to be called; `Long.MAX_VALUE` for never.
  @HotPath
  long deadlineNanos();

  /// The deadline has come.
  void expired(long nowNanos);

  /// Ends the connection as soon as that harms nobody.
  void drain(long nowNanos);

  /// Ends the connection at once.
  void cut(long nowNanos);
}
