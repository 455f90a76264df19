package weft.http.h1;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.CallFailure;

/// The ways in which a call over HTTP/1.1 fails.
final class Http1CallFailures {
  private Http1CallFailures() {}

  /// The server broke the protocol, or sent more than it may.
  static CallFailure of(Http1Fault fault) {
    boolean tooLarge = fault == Http1Fault.HEAD_TOO_LARGE || fault == Http1Fault.TOO_MANY_FIELDS;
    String more =
        fault == Http1Fault.BAD_VERSION
            ? "; the server may speak TLS, HTTP/2 or another protocol there"
            : "";
    return new CallFailure(
        tooLarge ? CallFailure.Kind.TOO_LARGE : CallFailure.Kind.PROTOCOL,
        fault.name().toLowerCase(Locale.ROOT),
        fault.reason() + more,
        false,
        null);
  }

  /// The connection ended before the response had.
  ///
  /// @param answered whether the response had begun
  /// @param isUnprocessed whether nothing of the request was sent
  static CallFailure lost(boolean answered, boolean isUnprocessed, @Nullable IOException cause) {
    return new CallFailure(
        CallFailure.Kind.LOST,
        "connection_lost",
        answered
            ? "the connection ended in the middle of the response"
            : "the connection ended before the response began",
        isUnprocessed,
        cause);
  }

  /// The server spoke first: a connection on which nothing was sent cannot be used.
  static CallFailure spokenFirst() {
    return new CallFailure(
        CallFailure.Kind.LOST,
        Http1Fault.UNASKED_RESPONSE.name().toLowerCase(Locale.ROOT),
        Http1Fault.UNASKED_RESPONSE.reason(),
        true,
        null);
  }

  /// We ended the connection.
  static CallFailure cut(boolean isUnprocessed) {
    return new CallFailure(
        CallFailure.Kind.LOST, "connection_cut", "the client is stopping", isUnprocessed, null);
  }

  /// The server does not take the request.
  static CallFailure writeTimeout() {
    return new CallFailure(
        CallFailure.Kind.TIMEOUT,
        "write_timeout",
        "the server took nothing of the request for too long",
        false,
        null);
  }
}
