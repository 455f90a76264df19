package weft.http.h2;

/// Error codes of RST_STREAM and GOAWAY ([RFC 9113
/// §7](https://www.rfc-editor.org/rfc/rfc9113#section-7)).
public final class ErrorCode {
  /// Graceful shutdown, or a request whose rest is not needed.
  public static final int NO_ERROR = 0;

  /// Anything no other code says.
  public static final int PROTOCOL_ERROR = 1;

  /// A fault of our own.
  public static final int INTERNAL_ERROR = 2;

  /// More data than the window allowed, or a window out of range.
  public static final int FLOW_CONTROL_ERROR = 3;

  /// SETTINGS were not acknowledged in time.
  public static final int SETTINGS_TIMEOUT = 4;

  /// A frame on a stream that is closed.
  public static final int STREAM_CLOSED = 5;

  /// A frame of a size it must not have.
  public static final int FRAME_SIZE_ERROR = 6;

  /// The stream was not handled; its request may be sent again.
  public static final int REFUSED_STREAM = 7;

  /// The stream is not needed any more.
  public static final int CANCEL = 8;

  /// The header table cannot be kept.
  public static final int COMPRESSION_ERROR = 9;

  /// The connection of a CONNECT request broke.
  public static final int CONNECT_ERROR = 10;

  /// The peer asks too much.
  public static final int ENHANCE_YOUR_CALM = 11;

  /// The connection's TLS is too weak.
  public static final int INADEQUATE_SECURITY = 12;

  /// The request needs HTTP/1.1.
  public static final int HTTP_1_1_REQUIRED = 13;

  private static final String[] NAMES = {
    "no_error",
    "protocol_error",
    "internal_error",
    "flow_control_error",
    "settings_timeout",
    "stream_closed",
    "frame_size_error",
    "refused_stream",
    "cancel",
    "compression_error",
    "connect_error",
    "enhance_your_calm",
    "inadequate_security",
    "http_1_1_required"
  };

  private ErrorCode() {}

  /// The name of a code as it came, in lower case.
  public static String name(int code) {
    return code >= 0 && code < NAMES.length ? NAMES[code] : "unknown_error";
  }
}
