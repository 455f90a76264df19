package weft.http.ws;

import org.jspecify.annotations.Nullable;
import weft.http.WebSocketBroadcast;

/// A message, or a fragment of one, that could not be sent at once.
///
/// Confined to the hub but for [#settled], which tells its sender.
public abstract class QueuedMessage {
  /// What a message costs besides its bytes, so that empty ones count.
  public static final int OVERHEAD_BYTES = 64;

  final boolean isText;

  /// Whose fragment it is, `null` for a whole message.
  final @Nullable Object stream;

  /// Whether the message ends with it.
  final boolean last;

  final @Nullable WebSocketBroadcast broadcast;

  /// Bytes, not compressed.
  final int size;

  byte[] payload;
  boolean compressed;
  int sent;
  boolean begun;
  @Nullable QueuedMessage next;

  /// A whole message.
  protected QueuedMessage(boolean isText, byte[] payload, @Nullable WebSocketBroadcast broadcast) {
    this.isText = isText;
    this.payload = payload;
    size = payload.length;
    this.broadcast = broadcast;
    stream = null;
    last = true;
  }

  /// A fragment.
  ///
  /// @param stream the same for all fragments of a message
  protected QueuedMessage(boolean isText, byte[] payload, Object stream, boolean last) {
    this.isText = isText;
    this.payload = payload;
    size = payload.length;
    this.stream = stream;
    this.last = last;
    broadcast = null;
  }

  /// Whether it has to be sent: part of it was, or it was compressed, and what follows may refer to
  /// it.
  final boolean isCommitted() {
    return begun || compressed;
  }

  /// Whether somebody waits until it is sent; then it does not count as unsent, and is not dropped.
  protected abstract boolean isAwaited();

  /// It has been sent, or will not be. On the hub's thread.
  protected abstract void settled(boolean sent);
}
