package weft.hub.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.engine.ServerName;
import weft.hub.tls.engine.TlsProblem;

/// Why a TLS connection did not come about or has broken.
///
/// No stack trace is taken for what the peer did.
public final class TlsFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private static final String TRUNCATED = "truncated";

  private final String problem;

  private TlsFailure(String problem, String message) {
    super(message);
    this.problem = problem;
  }

  static TlsFailure truncated() {
    return new TlsFailure(
        TRUNCATED, "truncated: the peer's TCP stream ended without the close_notify of TLS");
  }

  /// An established connection has broken.
  static TlsFailure broken(TlsProblem problem, @Nullable String detail) {
    String label = problem.label();
    String more = detail == null ? "" : " (" + detail + ")" + remedy(detail);
    return new TlsFailure(label, "TLS has failed: " + label + more);
  }

  /// A client's handshake has failed.
  static TlsFailure handshake(ServerName server, TlsProblem problem, @Nullable String detail) {
    return new TlsFailure(
        problem.label(),
        "no TLS with " + server.host() + " port " + server.port() + ": " + reason(problem, detail));
  }

  private static String reason(TlsProblem problem, @Nullable String detail) {
    String more = detail == null || detail.isEmpty() ? "" : ": " + detail + remedy(detail);
    return switch (problem) {
      case TIMEOUT -> "the server did not finish the handshake in time";
      case PLAIN_HTTP -> "the server answers in plain HTTP, this port does not speak TLS";
      case NOT_TLS -> "the server answers with something that is not TLS";
      case PEER_GONE -> "the connection ended during the handshake" + more;
      case PEER_ALERT -> "the server refuses" + more;
      case NO_COMMON_VERSION -> "no version in common" + more;
      case NO_COMMON_CIPHER -> "no cipher, group or signature algorithm in common" + more;
      case NO_COMMON_PROTOCOL -> "no application protocol in common" + more;
      case SERVER_UNTRUSTED,
          SERVER_EXPIRED,
          SERVER_REVOKED,
          SERVER_WRONG_HOST,
          SERVER_REFUSED,
          CLIENT_CERTIFICATE_MISSING,
          CLIENT_CERTIFICATE_REFUSED ->
          detail == null ? problem.label() : detail;
      case OVERLOAD -> "too much is waiting here, or memory has run out";
      case PROTOCOL -> "the server breaks the protocol" + more;
    };
  }

  /// What a client can do that shows no certificate.
  private static String remedy(String detail) {
    return detail.equals("certificate_required")
        ? "; the server wants a certificate of the client, which TlsClientOptions.withIdentity gives"
        : "";
  }

  /// What is wrong in one word, as counters name it: `server_untrusted`, `server_expired`,
  /// `server_revoked`, `server_wrong_host`, `server_refused`, `peer_alert`, `timeout`, `not_tls`,
  /// `plain_http`, `peer_gone` and so on; `truncated` for a stream that ended without saying so.
  public String problem() {
    return problem;
  }

  /// Whether the stream ended without saying so: what came before is genuine, but something may be
  /// missing. RFC 8446 §6.1.
  public boolean isTruncation() {
    return problem.equals(TRUNCATED);
  }

  /// Whether the handshake took too long.
  public boolean isTimeout() {
    return problem.equals(TlsProblem.TIMEOUT.label());
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
