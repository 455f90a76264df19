package weft.http.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.CallFailure;
import weft.hub.tls.TlsFailure;

/// A call has no response, or not all of one. A response with an error status is not a failure.
public final class CallFailed extends IOException {
  private static final long serialVersionUID = 1L;

  /// What kind of failure it is.
  public enum Kind {
    /// The host has no address.
    UNKNOWN_HOST,
    /// No connection came about.
    CONNECT,
    /// The TLS handshake failed, for example because a certificate is not trusted, or TLS broke
    /// later: then the cause is a [TlsFailure]. Or TLS cannot be set up as the options ask: then it
    /// is a [weft.hub.tls.TlsConfigError].
    TLS,
    /// The proxy refused, or could not reach the server.
    PROXY,
    /// A deadline passed.
    TIMEOUT,
    /// The connection went away before the response was whole.
    LOST,
    /// The server gave the request up without a response.
    REFUSED,
    /// The server broke the protocol, or its body is not in the coding it names.
    PROTOCOL,
    /// The response, or the head of the request, is larger than limits allow.
    TOO_LARGE,
    /// Too many calls wait for a connection already.
    OVERLOAD,
    /// The redirect is one that must not be followed, or one too many.
    REDIRECT,
    /// The client, or this call, has been closed.
    CLOSED
  }

  private final Kind kind;
  private final boolean unprocessed;

  CallFailed(Kind kind, String message, boolean unprocessed, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.unprocessed = unprocessed;
  }

  static CallFailed of(CallFailure failure, String call) {
    IOException cause = failure.cause();
    Kind kind =
        switch (failure.kind()) {
          case LOST -> isOfTls(cause) ? Kind.TLS : Kind.LOST;
          case REFUSED, HTTP_1_1 -> Kind.REFUSED;
          case PROTOCOL -> Kind.PROTOCOL;
          case TOO_LARGE -> Kind.TOO_LARGE;
          case TIMEOUT -> Kind.TIMEOUT;
        };
    String more = cause == null ? "" : ": " + cause.getMessage();
    return new CallFailed(
        kind, call + ": " + failure.reason() + more, failure.isUnprocessed(), cause);
  }

  /// By TLS 1.3 a client has begun to speak when it hears that its certificate is refused.
  private static boolean isOfTls(@Nullable IOException cause) {
    return cause instanceof TlsFailure failure && !failure.isTruncation();
  }

  /// A handshake has failed.
  static CallFailed handshake(IOException failure, Object call) {
    boolean late = failure instanceof TlsFailure tls && tls.isTimeout();
    return new CallFailed(
        late ? Kind.TIMEOUT : Kind.TLS, call + ": " + failure.getMessage(), true, failure);
  }

  static CallFailed clientClosed() {
    return new CallFailed(Kind.CLOSED, "the client is closed", true, null);
  }

  /// What kind of failure it is.
  public Kind kind() {
    return kind;
  }

  /// Whether the server is known not to have acted on the request: making the call again is safe
  /// whatever its method.
  public boolean isUnprocessed() {
    return unprocessed;
  }
}
