package weft.hub.tls.engine;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Judges the certificates of servers, alike for every library: the chain by the JDK's PKIX rules,
/// the host by [HostNames].
///
/// Immutable. Not for the bare hub thread: it computes for long and takes locks.
public final class ServerJudge {
  private final @Nullable X509ExtendedTrustManager trust;

  /// @param trust judges chains; `null` to take any certificate of any host
  public ServerJudge(@Nullable X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  /// Judges a chain.
  ///
  /// @param chain the server's certificate first
  /// @param keyExchange as the trust manager knows it: `ECDHE_RSA`, `UNKNOWN`
  /// @param engine the JDK's engine, whose constraints on algorithms then count, or `null`
  /// @throws PeerRefused when it is not to be trusted for this server
  public void judge(
      X509Certificate[] chain, String keyExchange, @Nullable SSLEngine engine, ServerName server)
      throws PeerRefused {
    if (trust == null) {
      return;
    }
    try {
      if (engine == null) {
        trust.checkServerTrusted(chain, keyExchange);
      } else {
        trust.checkServerTrusted(chain, keyExchange, engine);
      }
    } catch (CertificateException refused) {
      throw refusal(refused, chain);
    } catch (RuntimeException malformed) {
      // The JDK lets some malformed certificates out as such.
      throw new PeerRefused(
          TlsProblem.SERVER_REFUSED, "the server's certificate is malformed", malformed);
    }
    if (!HostNames.match(chain[0], server)) {
      throw new PeerRefused(
          TlsProblem.SERVER_WRONG_HOST,
          "the server's certificate is not for "
              + server
              + ", but for "
              + HostNames.told(chain[0]));
    }
  }

  private static PeerRefused refusal(CertificateException refused, X509Certificate[] chain) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateRevokedException
          || hasReason(cause, CertPathValidatorException.BasicReason.REVOKED)) {
        return new PeerRefused(
            TlsProblem.SERVER_REVOKED, "the server's certificate is revoked", refused);
      }
      if (cause instanceof CertificateExpiredException
          || cause instanceof CertificateNotYetValidException) {
        return new PeerRefused(TlsProblem.SERVER_EXPIRED, dates(chain[0]), refused);
      }
      if (hasReason(cause, CertPathValidatorException.BasicReason.UNDETERMINED_REVOCATION_STATUS)) {
        return new PeerRefused(
            TlsProblem.SERVER_REFUSED,
            "no revocation list tells about the server's certificate; every authority needs one",
            refused);
      }
    }
    return isAboutTrust(refused)
        ? new PeerRefused(TlsProblem.SERVER_UNTRUSTED, untrusted(chain), refused)
        : new PeerRefused(
            TlsProblem.SERVER_REFUSED,
            "the server's certificate is refused: "
                + HostNames.printable(String.valueOf(refused.getMessage())),
            refused);
  }

  private static boolean hasReason(Throwable cause, CertPathValidatorException.Reason reason) {
    return cause instanceof CertPathValidatorException invalid && invalid.getReason() == reason;
  }

  private static boolean isAboutTrust(CertificateException refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null
          && (message.contains("unable to find valid certification path")
              || message.contains("No trusted certificate")
              || message.contains("Path does not chain with any of the trust anchors"))) {
        return true;
      }
    }
    return false;
  }

  private static String dates(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return "a certificate behind the server's own is not valid at this time";
    } catch (CertificateExpiredException expired) {
      return "the server's certificate expired at " + certificate.getNotAfter().toInstant();
    } catch (CertificateNotYetValidException early) {
      return "the server's certificate is not valid before "
          + certificate.getNotBefore().toInstant();
    }
  }

  private static String untrusted(X509Certificate[] chain) {
    X509Certificate last = chain[chain.length - 1];
    return "the server's certificate does not come from a trusted authority, but from "
        + HostNames.printable(last.getIssuerX500Principal().getName())
        + "; name that authority as a trust anchor if it is yours, or have the server send the"
        + " certificates in between";
  }
}
