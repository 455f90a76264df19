package weft.hub.tls.boringssl;

import java.util.Locale;
import weft.hub.tls.engine.AlertNames;
import weft.hub.tls.engine.TlsProblem;

/// What an error of BoringSSL is about, by the reason's name in its words: `error:1000009c:SSL
/// routines:OPENSSL_internal:HTTP_REQUEST`.
final class BoringProblems {
  /// Reasons from here on are alerts of the peer, one for each number.
  private static final int ALERTS = 1000;

  private static final int CODE_BEGIN = "error:".length();
  private static final int CODE_END = CODE_BEGIN + 8;

  private BoringProblems() {}

  /// @param isClient whether it is a client's
  static TlsProblem of(String words, boolean isClient) {
    if (alert(words) >= 0) {
      return TlsProblem.PEER_ALERT;
    }
    return switch (reason(words)) {
      case "HTTP_REQUEST", "HTTPS_PROXY_REQUEST" -> TlsProblem.PLAIN_HTTP;
      case "WRONG_VERSION_NUMBER", "INVALID_OUTER_RECORD_TYPE" -> TlsProblem.NOT_TLS;
      case "UNSUPPORTED_PROTOCOL", "UNKNOWN_PROTOCOL", "UNSUPPORTED_PROTOCOL_FOR_CUSTOM_KEY" ->
          TlsProblem.NO_COMMON_VERSION;
      case "NO_SHARED_CIPHER",
          "NO_SHARED_GROUP",
          "NO_COMMON_SIGNATURE_ALGORITHMS",
          "NO_CERTIFICATE_SET",
          "UNKNOWN_CERTIFICATE_TYPE" ->
          TlsProblem.NO_COMMON_CIPHER;
      case "NO_APPLICATION_PROTOCOL" -> TlsProblem.NO_COMMON_PROTOCOL;
      case "PEER_DID_NOT_RETURN_A_CERTIFICATE" -> TlsProblem.CLIENT_CERTIFICATE_MISSING;
      case "CERTIFICATE_VERIFY_FAILED" ->
          isClient ? TlsProblem.SERVER_REFUSED : TlsProblem.CLIENT_CERTIFICATE_REFUSED;
      default -> TlsProblem.PROTOCOL;
    };
  }

  /// The alert's name, or the reason in plain words: `wrong version number`.
  static String detail(String words) {
    int alert = alert(words);
    return alert >= 0
        ? AlertNames.of(alert)
        : reason(words).toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String reason(String words) {
    return words.substring(words.lastIndexOf(':') + 1);
  }

  /// The number of the peer's alert, or -1.
  private static int alert(String words) {
    if (words.length() < CODE_END || !words.contains(":SSL routines:")) {
      return -1;
    }
    try {
      int code = Integer.parseUnsignedInt(words, CODE_BEGIN, CODE_END, 16) & 0xfff;
      return code < ALERTS ? -1 : code - ALERTS;
    } catch (NumberFormatException otherForm) {
      return -1;
    }
  }
}
