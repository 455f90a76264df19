package weft.hub.tls.boringssl;

import weft.hub.tls.engine.TlsProblem;

/// What an error of BoringSSL is about, by the reason's name in its words: `error:1000009c:SSL
/// routines:OPENSSL_internal:HTTP_REQUEST`.
final class BoringProblems {
  private BoringProblems() {}

  static TlsProblem of(String words) {
    String reason = words.substring(words.lastIndexOf(':') + 1);
    return switch (reason) {
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
      case "CERTIFICATE_VERIFY_FAILED" -> TlsProblem.CLIENT_CERTIFICATE_REFUSED;
      default -> reason.contains("ALERT") ? TlsProblem.PEER_ALERT : TlsProblem.PROTOCOL;
    };
  }
}
