package weft.http.ws;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import weft.http.WebSocketClose;

/// The payload of a Close frame: nothing, or a code and a reason ([RFC 6455
/// §5.5.1](https://www.rfc-editor.org/rfc/rfc6455#section-5.5.1)).
final class CloseFrame {
  private static final byte[] NOTHING = new byte[0];

  private CloseFrame() {}

  /// Encodes one.
  ///
  /// @param code [WebSocketClose#NO_CODE] for an empty one
  static byte[] encode(int code, String reason) {
    if (code == WebSocketClose.NO_CODE) {
      return NOTHING;
    }
    byte[] text = reason.getBytes(UTF_8);
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    return payload;
  }

  /// What is wrong with one that has come, or `null`.
  static @Nullable WebSocketFault check(byte[] payload) {
    int length = payload.length;
    if (length == 0) {
      return null;
    }
    if (length == 1) {
      return WebSocketFault.BAD_CLOSE_LENGTH;
    }
    if (!WebSocketClose.maySend(code(payload))) {
      return WebSocketFault.BAD_CLOSE_CODE;
    }
    Utf8Check utf8 = new Utf8Check();
    return utf8.accepts(payload, 2, length - 2) && utf8.isWhole()
        ? null
        : WebSocketFault.BAD_CLOSE_REASON;
  }

  /// The code of one that has been checked.
  static int code(byte[] payload) {
    return payload.length < 2
        ? WebSocketClose.NO_CODE
        : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
  }

  /// Its reason.
  static String reason(byte[] payload) {
    return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
  }
}
