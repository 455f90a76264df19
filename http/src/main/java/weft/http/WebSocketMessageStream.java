package weft.http;

import java.io.InputStream;

/// A message of a [WebSocket] as it is read: its bytes, of text its UTF-8, decompressed.
///
/// Reading waits for what has not come, in virtual threads as in others; the peer waits while
/// nobody reads. It fails with [WebSocketClosed] when the socket closes before the message has
/// ended: with code 1006 when the peer went away, 1007 for what is no UTF-8 or does not decompress,
/// 1009 when it is larger than may be. What has come before that is read first.
///
/// For the thread that receives. Closing it does not wait: what was not read is skipped when the
/// socket is asked for another message.
public abstract class WebSocketMessageStream extends InputStream {
  /// For carriers of sockets.
  protected WebSocketMessageStream() {}

  /// Whether the message is text. Read it by an [java.io.InputStreamReader] of UTF-8, since a
  /// character may lie in two pieces.
  public abstract boolean isText();

  @Override
  public abstract void close();
}
