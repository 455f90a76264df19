package weft.http.h2;

/// What a peer can do wrong in HTTP/2, with the error code it is told. How far a fault reaches, one
/// stream or the connection, is said by whoever finds it; a flood always ends the connection.
public enum Http2Fault {
  /// RFC 9113 §3.4.
  BAD_PREFACE(ErrorCode.PROTOCOL_ERROR, "the connection preface is malformed"),
  /// RFC 9113 §3.4.
  FIRST_FRAME_NOT_SETTINGS(ErrorCode.PROTOCOL_ERROR, "the first frame is not SETTINGS"),
  /// Against Slowloris.
  PREFACE_TIMEOUT(ErrorCode.PROTOCOL_ERROR, "the connection preface did not arrive in time"),
  /// RFC 9113 §6.5.3.
  SETTINGS_TIMEOUT(ErrorCode.SETTINGS_TIMEOUT, "SETTINGS were not acknowledged in time"),
  /// Against Slowloris.
  FRAME_TIMEOUT(ErrorCode.PROTOCOL_ERROR, "a frame or header block did not arrive in time"),
  /// RFC 9113 §4.2.
  FRAME_TOO_LARGE(ErrorCode.FRAME_SIZE_ERROR, "a frame is larger than announced"),
  /// RFC 9113 §6.
  BAD_FRAME_LENGTH(ErrorCode.FRAME_SIZE_ERROR, "a frame's length does not fit its type"),
  /// RFC 9113 §6.
  BAD_STREAM_ID(ErrorCode.PROTOCOL_ERROR, "a frame stands on a stream it must not stand on"),
  /// RFC 9113 §6.1.
  BAD_PADDING(ErrorCode.PROTOCOL_ERROR, "a frame's padding is longer than its payload"),
  /// RFC 9113 §5.1.
  IDLE_STREAM(ErrorCode.PROTOCOL_ERROR, "a frame stands on a stream that was never opened"),
  /// RFC 9113 §5.1.
  CLOSED_STREAM(ErrorCode.STREAM_CLOSED, "a frame stands on a closed stream"),
  /// RFC 9113 §5.1.1.
  STREAM_ID_NOT_GREATER(
      ErrorCode.PROTOCOL_ERROR, "a new stream's id is not greater than all before"),
  /// RFC 9113 §6.10.
  INTERRUPTED_HEADERS(ErrorCode.PROTOCOL_ERROR, "a header block is interrupted by another frame"),
  /// RFC 9113 §6.10.
  UNEXPECTED_CONTINUATION(ErrorCode.PROTOCOL_ERROR, "CONTINUATION without HEADERS"),
  /// RFC 9113 §8.4.
  PUSH_FROM_CLIENT(ErrorCode.PROTOCOL_ERROR, "a client must not push"),
  /// RFC 9113 §8.4.
  PUSH_DISABLED(ErrorCode.PROTOCOL_ERROR, "a push that was not allowed"),
  /// RFC 9113 §5.3.1 of RFC 7540.
  SELF_DEPENDENCY(ErrorCode.PROTOCOL_ERROR, "a stream depends on itself"),
  /// RFC 9218 §7.1.
  BAD_PRIORITY_UPDATE(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE names no stream"),
  /// RFC 9218 §7.1.
  TOO_MANY_PRIORITIES(
      ErrorCode.PROTOCOL_ERROR, "more streams have priorities than there may be streams"),
  /// RFC 9218 §7.1.
  PRIORITY_UPDATE_FROM_SERVER(ErrorCode.PROTOCOL_ERROR, "a server must not send PRIORITY_UPDATE"),
  /// RFC 7541.
  BAD_HEADER_BLOCK(ErrorCode.COMPRESSION_ERROR, "a header block cannot be decoded"),
  /// RFC 9113 §6.5.2.
  BAD_SETTING(ErrorCode.PROTOCOL_ERROR, "a setting has a value it must not have"),
  /// RFC 9113 §6.5.2.
  BAD_WINDOW_SETTING(ErrorCode.FLOW_CONTROL_ERROR, "the initial window is out of range"),
  /// RFC 9113 §6.9.
  ZERO_WINDOW_UPDATE(ErrorCode.PROTOCOL_ERROR, "a window update of nothing"),
  /// RFC 9113 §6.9.1.
  WINDOW_OVERFLOW(ErrorCode.FLOW_CONTROL_ERROR, "a window exceeds its range"),
  /// RFC 9113 §6.9.1.
  WINDOW_EXCEEDED(ErrorCode.FLOW_CONTROL_ERROR, "more data came than the window allows"),

  /// RFC 9113 §8.2.1.
  BAD_FIELD_NAME(ErrorCode.PROTOCOL_ERROR, "a field name is not a lower-case token"),
  /// RFC 9113 §8.2.1.
  BAD_FIELD_VALUE(ErrorCode.PROTOCOL_ERROR, "a field value has a control or outer blanks"),
  /// RFC 9113 §8.2.2.
  CONNECTION_FIELD(ErrorCode.PROTOCOL_ERROR, "a connection-specific field"),
  /// RFC 9113 §8.3.
  UNKNOWN_PSEUDO_FIELD(ErrorCode.PROTOCOL_ERROR, "a pseudo-header field that has no place here"),
  /// RFC 9113 §8.3.
  LATE_PSEUDO_FIELD(ErrorCode.PROTOCOL_ERROR, "a pseudo-header field behind other fields"),
  /// RFC 9113 §8.3.
  DUPLICATE_PSEUDO_FIELD(ErrorCode.PROTOCOL_ERROR, "a pseudo-header field stands twice"),
  /// RFC 9113 §8.3.1.
  MISSING_PSEUDO_FIELD(ErrorCode.PROTOCOL_ERROR, "a pseudo-header field is missing"),
  /// RFC 9113 §8.1.
  PSEUDO_FIELD_IN_TRAILERS(ErrorCode.PROTOCOL_ERROR, "a pseudo-header field in trailers"),
  /// RFC 9110 §9.1.
  BAD_METHOD(ErrorCode.PROTOCOL_ERROR, "the method is not a token"),
  /// RFC 9113 §8.3.1.
  BAD_SCHEME(ErrorCode.PROTOCOL_ERROR, "the scheme is neither http nor https"),
  /// RFC 9113 §8.3.1.
  BAD_PATH(ErrorCode.PROTOCOL_ERROR, "the path is malformed"),
  /// RFC 9113 §8.3.1.
  BAD_AUTHORITY(ErrorCode.PROTOCOL_ERROR, "the authority is malformed or differs from Host"),
  /// RFC 9113 §8.5.
  BAD_CONNECT(ErrorCode.PROTOCOL_ERROR, "a CONNECT request has fields it must not have"),
  /// RFC 9113 §8.3.2.
  BAD_STATUS(ErrorCode.PROTOCOL_ERROR, "the status is none, or has no place here"),
  /// RFC 9113 §8.1.
  ENDED_INTERIM(ErrorCode.PROTOCOL_ERROR, "an interim response ends its stream"),
  /// RFC 9113 §8.1.
  DATA_BEFORE_HEAD(ErrorCode.PROTOCOL_ERROR, "a body begins before its head"),
  /// RFC 9113 §8.1.1.
  BAD_CONTENT_LENGTH(ErrorCode.PROTOCOL_ERROR, "Content-Length is malformed or stands twice"),
  /// RFC 9113 §8.1.1.
  LENGTH_MISMATCH(ErrorCode.PROTOCOL_ERROR, "the body is not as long as Content-Length says"),
  /// RFC 9113 §8.1.
  TRAILERS_WITHOUT_END(ErrorCode.PROTOCOL_ERROR, "trailers do not end their stream"),
  /// RFC 6585 §5.
  HEADERS_TOO_LARGE(ErrorCode.ENHANCE_YOUR_CALM, "the fields are too large or too many"),

  /// RFC 9113 §5.1.2.
  TOO_MANY_STREAMS(ErrorCode.REFUSED_STREAM, "too many streams at a time"),
  /// Memory is short.
  NO_MEMORY(ErrorCode.REFUSED_STREAM, "the server is overloaded"),
  /// RFC 9110 §15.5.9.
  BODY_TIMEOUT(ErrorCode.CANCEL, "the body did not arrive in time"),
  /// RFC 9110 §15.5.9.
  BODY_TOO_SLOW(ErrorCode.CANCEL, "the body arrives too slowly"),
  /// Against zero-window stalls.
  WINDOW_STALL(ErrorCode.ENHANCE_YOUR_CALM, "the window of a response was not opened in time"),
  /// The peer takes nothing.
  OUTPUT_STALL(ErrorCode.NO_ERROR, "nothing of what was sent was taken in time"),
  /// RFC 9113 §9.1: a peer that answers no PING is gone.
  PING_TIMEOUT(ErrorCode.NO_ERROR, "a PING was not answered in time"),

  /// CVE-2023-44487, rapid reset.
  RESET_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many streams reset"),
  /// CVE-2025-8671, made-you-reset.
  FAULT_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many streams with faults"),
  /// CVE-2024-27316 and its kin.
  CONTINUATION_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "a header block in too many or too large pieces"),
  /// Small blocks that are large lists.
  LARGE_HEAD_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many requests with too large fields"),
  /// A table that is emptied and filled again and again.
  TABLE_RESIZE_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many changes of the table's size"),
  /// CVE-2019-9515.
  SETTINGS_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many SETTINGS"),
  /// The peer said too often within ten seconds that it goes.
  GOAWAY_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many GOAWAY"),
  /// CVE-2019-9512.
  PING_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many PINGs"),
  /// CVE-2019-9513.
  PRIORITY_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many priority frames"),
  /// Window updates that no data calls for.
  WINDOW_UPDATE_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many window updates"),
  /// CVE-2019-9518.
  EMPTY_FRAME_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many empty frames"),
  /// Interim responses that end nothing.
  INTERIM_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many interim responses"),
  /// Frames of types nobody knows.
  UNKNOWN_FRAME_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "too many frames of unknown types");

  private final int code;
  private final String reason;

  Http2Fault(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /// From [ErrorCode].
  public int code() {
    return code;
  }

  /// A sentence without the peer's bytes.
  public String reason() {
    return reason;
  }
}
