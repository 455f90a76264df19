package weft.hub.tls.engine;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/// A server's certificate is refused, and why.
///
/// The cause is the JDK's refusal, from which a library tells the alert to send.
public final class PeerRefused extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final TlsProblem problem;

  PeerRefused(TlsProblem problem, String reason) {
    super(reason);
    this.problem = problem;
  }

  PeerRefused(TlsProblem problem, String reason, Exception cause) {
    super(reason, cause);
    this.problem = problem;
  }

  /// The refusal that a library has wrapped into its failure, or `null`.
  public static @Nullable PeerRefused within(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PeerRefused refused) {
        return refused;
      }
    }
    return null;
  }

  /// What it is about.
  public TlsProblem problem() {
    return problem;
  }

  /// Why, in lower case without a full stop.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
