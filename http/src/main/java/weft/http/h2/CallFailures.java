package weft.http.h2;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.CallFailure;
import weft.http.protocol.CallFailure.Kind;

/// Why calls of HTTP/2 come to no end.
final class CallFailures {
  private CallFailures() {}

  /// The server broke the protocol, or was too slow.
  ///
  /// @param isUnprocessed whether nothing of the call was sent
  static CallFailure of(Http2Fault fault, boolean isUnprocessed) {
    Kind kind =
        switch (fault) {
          case HEADERS_TOO_LARGE -> Kind.TOO_LARGE;
          case PREFACE_TIMEOUT, SETTINGS_TIMEOUT, FRAME_TIMEOUT, PING_TIMEOUT, OUTPUT_STALL ->
              Kind.TIMEOUT;
          case NO_MEMORY -> Kind.LOST;
          default -> Kind.PROTOCOL;
        };
    String more =
        fault == Http2Fault.FIRST_FRAME_NOT_SETTINGS ? "; the server may not speak HTTP/2" : "";
    return new CallFailure(kind, name(fault), fault.reason() + more, isUnprocessed, null);
  }

  private static String name(Http2Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT);
  }

  /// The server reset the stream.
  ///
  /// @param code from [ErrorCode]
  static CallFailure reset(int code) {
    return new CallFailure(
        refusal(code),
        ErrorCode.name(code),
        "the server gave the call up: " + ErrorCode.name(code),
        code == ErrorCode.REFUSED_STREAM || code == ErrorCode.HTTP_1_1_REQUIRED,
        null);
  }

  /// "HTTP_1_1_REQUIRED: The endpoint requires that HTTP/1.1 be used instead of HTTP/2."
  /// https://www.rfc-editor.org/rfc/rfc9113#section-7
  private static Kind refusal(int code) {
    return code == ErrorCode.HTTP_1_1_REQUIRED ? Kind.HTTP_1_1 : Kind.REFUSED;
  }

  /// The server takes no more than it has: "Activity on streams numbered lower than or equal to the
  /// last stream identifier might still complete", that on others was not processed.
  /// https://www.rfc-editor.org/rfc/rfc9113#section-6.8
  static CallFailure wentAway(int code) {
    return new CallFailure(
        refusal(code),
        ErrorCode.name(code),
        "the server takes no more calls here: " + ErrorCode.name(code),
        true,
        null);
  }

  /// "A client MUST NOT use" an extended CONNECT before the server has said that it takes it.
  /// https://www.rfc-editor.org/rfc/rfc8441#section-3
  static CallFailure noExtendedConnect() {
    return new CallFailure(
        Kind.REFUSED, "no_extended_connect", "the server takes no extended CONNECT", true, null);
  }

  /// The connection is gone.
  ///
  /// @param isUnprocessed whether nothing of the call was sent
  static CallFailure lost(@Nullable IOException cause, boolean isUnprocessed) {
    return new CallFailure(
        Kind.LOST, "connection_lost", "the connection went away", isUnprocessed, cause);
  }

  /// The request is not what it announced.
  static CallFailure badRequestLength() {
    return new CallFailure(
        Kind.PROTOCOL,
        "request_length_mismatch",
        "the body sent is not as long as was announced",
        false,
        null);
  }
}
