package weft.http;

/// How a [WebSocket] was closed ([RFC 6455
/// §7.1.5](https://www.rfc-editor.org/rfc/rfc6455#section-7.1.5)).
///
/// @param code as the peer sent it or was sent it; [#NO_CODE] or [#ABNORMAL] when there was none
/// @param reason as the closing side said it, may be empty
/// @param byPeer whether the peer closed first, or went away
public record WebSocketClose(int code, String reason, boolean byPeer) {
  /// The purpose has been fulfilled.
  public static final int NORMAL = 1000;

  /// A server is stopping, or a browser leaves the page.
  public static final int GOING_AWAY = 1001;

  /// The peer broke the protocol.
  public static final int PROTOCOL_ERROR = 1002;

  /// Data of a kind that cannot be accepted.
  public static final int UNSUPPORTED_DATA = 1003;

  /// Never sent: a Close frame came without a code.
  public static final int NO_CODE = 1005;

  /// Never sent: the connection ended without a Close frame.
  public static final int ABNORMAL = 1006;

  /// Text that is not UTF-8, or data that does not decode.
  public static final int INVALID_DATA = 1007;

  /// The peer broke a rule of the application.
  public static final int POLICY_VIOLATION = 1008;

  /// A message is too large.
  public static final int TOO_BIG = 1009;

  /// The server failed.
  public static final int SERVER_ERROR = 1011;

  /// The server asks to try again later.
  public static final int TRY_LATER = 1013;

  /// Most bytes of a reason.
  public static final int REASON_BYTES_MAX = 123;

  /// Whether a Close frame may carry a code ([RFC 6455
  /// §7.4](https://www.rfc-editor.org/rfc/rfc6455#section-7.4) and the codes registered since).
  public static boolean maySend(int code) {
    return code >= 3000
        ? code <= 4999
        : code >= 1000 && code <= 1014 && code != 1004 && code != NO_CODE && code != ABNORMAL;
  }
}
