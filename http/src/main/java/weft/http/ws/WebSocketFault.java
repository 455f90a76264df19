package weft.http.ws;

import weft.http.WebSocketClose;

/// What ends a WebSocket other than its closing handshake, with the code the peer is told.
public enum WebSocketFault {
  /// RFC 6455 §5.2.
  RESERVED_BITS(WebSocketClose.PROTOCOL_ERROR, "reserved bits are set"),
  /// RFC 6455 §5.2.
  RESERVED_OPCODE(WebSocketClose.PROTOCOL_ERROR, "the opcode is reserved"),
  /// RFC 6455 §5.1.
  UNMASKED_FRAME(WebSocketClose.PROTOCOL_ERROR, "a frame of the client is not masked"),
  /// RFC 6455 §5.1.
  MASKED_FRAME(WebSocketClose.PROTOCOL_ERROR, "a frame of the server is masked"),
  /// RFC 6455 §5.2: "the minimal number of bytes MUST be used to encode the length".
  BAD_LENGTH(WebSocketClose.PROTOCOL_ERROR, "the length is not encoded as it must be"),
  /// RFC 6455 §5.5.
  CONTROL_TOO_LONG(WebSocketClose.PROTOCOL_ERROR, "a control frame has more than 125 bytes"),
  /// RFC 6455 §5.5.
  FRAGMENTED_CONTROL(WebSocketClose.PROTOCOL_ERROR, "a control frame is fragmented"),
  /// RFC 6455 §5.4.
  UNEXPECTED_CONTINUATION(WebSocketClose.PROTOCOL_ERROR, "there is no message to continue"),
  /// RFC 6455 §5.4.
  EXPECTED_CONTINUATION(WebSocketClose.PROTOCOL_ERROR, "a message begins within another"),
  /// RFC 6455 §5.5.1.
  BAD_CLOSE_LENGTH(WebSocketClose.PROTOCOL_ERROR, "a Close frame has one byte"),
  /// RFC 6455 §7.4.
  BAD_CLOSE_CODE(WebSocketClose.PROTOCOL_ERROR, "the code of a Close frame is not valid"),
  /// RFC 6455 §5.5.1.
  BAD_CLOSE_REASON(WebSocketClose.INVALID_DATA, "the reason of a Close frame is not UTF-8"),
  /// RFC 6455 §8.1.
  BAD_UTF8(WebSocketClose.INVALID_DATA, "text is not UTF-8"),
  /// RFC 6455 §7.4.1.
  FRAME_TOO_LARGE(WebSocketClose.TOO_BIG, "a frame is too large"),
  /// RFC 6455 §7.4.1.
  MESSAGE_TOO_LARGE(WebSocketClose.TOO_BIG, "a message is too large"),
  /// RFC 7692 §8: against messages that grow without bounds.
  INFLATED_TOO_LARGE(WebSocketClose.TOO_BIG, "a message is too large when decompressed"),
  /// RFC 7692 §7.2.2.
  BAD_DEFLATE(WebSocketClose.INVALID_DATA, "a compressed message does not decompress"),
  /// A ping was not answered in time.
  PONG_TIMEOUT(WebSocketClose.ABNORMAL, "the peer gives no sign of life"),
  /// A Close frame was not answered in time.
  CLOSE_TIMEOUT(WebSocketClose.ABNORMAL, "the peer does not answer a Close frame"),
  /// The peer takes nothing, or not enough.
  SLOW_PEER(WebSocketClose.ABNORMAL, "the peer takes messages too slowly"),
  /// The connection ended without a Close frame.
  LOST(WebSocketClose.ABNORMAL, "the connection ended without a Close frame");

  private final int code;
  private final String reason;

  WebSocketFault(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /// The code of the Close frame the peer is told; 1006 when it is told nothing.
  public int code() {
    return code;
  }

  /// A sentence without the peer's bytes.
  public String reason() {
    return reason;
  }
}
