package weft.http.ws;

import org.jspecify.annotations.Nullable;
import weft.http.WebSocketClose;
import weft.hub.memory.HotPath;

/// The closing handshake ([RFC 6455 §7.1](https://www.rfc-editor.org/rfc/rfc6455#section-7.1)):
/// which side has said that it closes, and how, and whether our Close frame has gone.
///
/// Confined to a hub, but for [#owesAnswer].
final class ClosingHandshake {
  /// The payload of our Close frame, `null` while we have none to send.
  private byte @Nullable [] frame;

  private boolean sent;

  /// How it was closed from our side, `null` while it was not.
  private @Nullable WebSocketClose ours;

  /// How the peer has closed, while our answer has not gone.
  private volatile @Nullable WebSocketClose theirs;

  /// Whether the answer stands behind the messages that wait to be sent.
  private volatile boolean answering;

  ClosingHandshake() {}

  /// We close first.
  WebSocketClose begin(int code, String reason) {
    WebSocketClose how = new WebSocketClose(code, reason, false);
    ours = how;
    frame = CloseFrame.encode(code, reason);
    return how;
  }

  /// The peer has closed.
  void received(byte[] payload) {
    theirs = new WebSocketClose(CloseFrame.code(payload), CloseFrame.reason(payload), true);
  }

  /// Answers the peer.
  void answer(WebSocketClose how) {
    answering = true;
    // "When sending a Close frame in response, the endpoint typically echos the status code it
    // received."
    // https://www.rfc-editor.org/rfc/rfc6455#section-5.5.1
    frame = CloseFrame.encode(how.code(), "");
  }

  /// The peer broke the protocol: says so, unless a Close frame has gone.
  void fail(WebSocketFault fault) {
    if (!sent) {
      frame = CloseFrame.encode(fault.code(), fault.reason());
    }
  }

  /// Whether nothing may be put behind what waits to be sent any more.
  @HotPath
  boolean isBegun() {
    return frame != null;
  }

  /// The payload of our Close frame, if it is to be sent and has not gone.
  byte @Nullable [] unsent() {
    return sent ? null : frame;
  }

  /// Our Close frame has gone.
  void sent() {
    sent = true;
  }

  @HotPath
  boolean isSent() {
    return sent;
  }

  /// How it was closed from our side, or `null`.
  @Nullable WebSocketClose ours() {
    return ours;
  }

  /// How the peer has closed, while our answer has not gone; or `null`.
  @HotPath
  @Nullable WebSocketClose theirs() {
    return theirs;
  }

  boolean isAnswering() {
    return answering;
  }

  /// Whether the peer has closed and is not being answered. Any thread.
  @HotPath
  boolean owesAnswer() {
    return theirs != null && !answering;
  }

  /// How a socket has closed whose connection is lost.
  ///
  /// @param fault what ended it, `null` for ourselves
  WebSocketClose lost(@Nullable WebSocketFault fault) {
    if (theirs != null) {
      return theirs;
    }
    if (ours != null && sent && fault != WebSocketFault.LOST) {
      return ours;
    }
    return new WebSocketClose(
        WebSocketClose.ABNORMAL, fault == null ? "" : fault.reason(), fault != null);
  }

  /// The socket has closed.
  void end() {
    theirs = null;
    answering = false;
  }
}
