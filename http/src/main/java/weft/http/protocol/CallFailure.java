package weft.http.protocol;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Why a call did not come to its end.
///
/// @param kind what kind of failure
/// @param name the fault or error code in counters and logs, such as `refused_stream`
/// @param reason what happened, in lower case without a full stop
/// @param isUnprocessed whether the server is known not to have acted on the request, so that
///   sending it again is safe whatever its method
/// @param cause what the socket said, or `null`
public record CallFailure(
    Kind kind, String name, String reason, boolean isUnprocessed, @Nullable IOException cause) {
  /// Kinds of failures.
  public enum Kind {
    /// The connection went away.
    LOST,
    /// The server gave the call up: RST_STREAM, GOAWAY.
    REFUSED,
    /// The server wants it over HTTP/1.1: HTTP_1_1_REQUIRED.
    HTTP_1_1,
    /// The server broke the protocol.
    PROTOCOL,
    /// The response is larger than limits allow.
    TOO_LARGE,
    /// The connection took nothing, or said nothing, for too long.
    TIMEOUT
  }
}
