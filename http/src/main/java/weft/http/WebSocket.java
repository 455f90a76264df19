package weft.http;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A WebSocket (RFC 6455) in blocking style, whichever version of HTTP carries it.
///
/// ```java
/// for (WebSocketMessage message : socket) {
///   socket.send("echo " + message.text());
/// }
/// ```
///
/// One thread at a time receives; any threads send. Pings are answered, fragments put together and
/// compression undone before anybody is told. The bare thread of a hub must call none of this.
public interface WebSocket extends Iterable<WebSocketMessage> {
  /// Waits for the next message.
  ///
  /// @return `null` when the socket has closed, by whoever and for whatever reason; see [#closed]
  /// @throws IOException [java.io.InterruptedIOException] when the thread is interrupted
  @Nullable WebSocketMessage receive() throws IOException;

  /// Waits for the next message, to read it as it comes: of any length, in little memory. The peer
  /// waits when [WebSocketOptions#unreadBytesMax] have come that nobody has read;
  /// [WebSocketOptions#frameBytesMax] and [WebSocketOptions#messageBytesMax] do not count.
  ///
  /// What is not read of it is skipped when another message is asked for; when more than
  /// [WebSocketOptions#messageBytesMax] are left then, the socket is closed with 1009.
  ///
  /// @param bytesMax most bytes of the message, at least 1; beyond it the socket is closed with
  ///   1009
  /// @return `null` when the socket has closed, as in [#receive]
  /// @throws IOException [java.io.InterruptedIOException] when the thread is interrupted
  @Nullable WebSocketMessageStream receiveStream(long bytesMax) throws IOException;

  /// The messages, until the socket closes. An interrupt ends it with an
  /// [java.io.UncheckedIOException].
  @Override
  default Iterator<WebSocketMessage> iterator() {
    return new WebSocketMessages(this);
  }

  /// Sends text; while the peer is slow, waits or not as [WebSocketOptions#slowPeer] says. When it
  /// returns the text may still be on its way.
  ///
  /// @throws IOException [WebSocketClosed] when the socket has closed,
  ///   [java.io.InterruptedIOException] when the thread is interrupted while it waits
  void send(String text) throws IOException;

  /// Sends bytes, like [#send(String)].
  ///
  /// @param bytes not copied: not to be changed any more
  void send(byte[] bytes) throws IOException;

  /// Sends a message that was encoded before, like [#send(String)].
  void send(WebSocketBroadcast message) throws IOException;

  /// Sends one message as it is written, in fragments: text that is written as UTF-8, or bytes. It
  /// ends with `close`; until then other messages wait. Writing waits while the peer is slow,
  /// whatever the policy.
  ///
  /// @param isText whether the message is text
  OutputStream stream(boolean isText);

  /// Asks the peer for a sign of life, besides those asked for by [WebSocketOptions#pingInterval].
  void ping() throws IOException;

  /// How long the last answer to a ping took, or `null` before there was one.
  @Nullable Duration roundTrip();

  /// Closes normally; see [#close(int, String)].
  default void close() {
    close(WebSocketClose.NORMAL, "");
  }

  /// Begins to close: behind all messages sent before, a Close frame goes out; a [#stream] that is
  /// open is broken off. Returns without waiting for the peer's; messages that come until then are
  /// thrown away. The second call has no effect.
  ///
  /// @param code 1000 to 1003, 1007 to 1014, or 3000 to 4999 for an application's own
  /// @param reason at most 123 bytes of UTF-8
  /// @throws IllegalArgumentException for another code or a longer reason
  void close(int code, String reason);

  /// Whether neither side has closed: the peer has once its Close frame is answered, behind the
  /// messages it sent before.
  boolean isOpen();

  /// How it was closed, or `null` while it is not.
  @Nullable WebSocketClose closed();

  /// The sub-protocol both sides speak, or `null`.
  @Nullable String subprotocol();

  /// Whether messages may be compressed.
  boolean isDeflated();

  /// The request that opened it.
  WebSocketRequest request();
}
