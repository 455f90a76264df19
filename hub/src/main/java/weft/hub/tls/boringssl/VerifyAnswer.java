package weft.hub.tls.boringssl;

import io.netty.internal.tcnative.CertificateVerifier;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateRevokedException;
import weft.hub.tls.engine.PeerRefused;
import weft.hub.tls.engine.TlsProblem;

/// What a judge of certificates answers to BoringSSL.
final class VerifyAnswer {
  private VerifyAnswer() {}

  /// The kind of refusal, which BoringSSL turns into the alert for it.
  static int of(CertificateException refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof PeerRefused judged && judged.problem() == TlsProblem.SERVER_WRONG_HOST) {
        return CertificateVerifier.X509_V_ERR_HOSTNAME_MISMATCH;
      }
      if (cause instanceof CertificateRevokedException) {
        return CertificateVerifier.X509_V_ERR_CERT_REVOKED;
      }
      if (cause instanceof CertificateExpiredException) {
        return CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
      }
      if (cause instanceof CertPathValidatorException invalid
          && invalid.getReason() == CertPathValidatorException.BasicReason.REVOKED) {
        return CertificateVerifier.X509_V_ERR_CERT_REVOKED;
      }
    }
    return CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
  }
}
