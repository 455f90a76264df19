package weft.hub.tls.boringssl;

import io.netty.internal.tcnative.CertificateVerifier;
import java.io.ByteArrayInputStream;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateRevokedException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedTrustManager;

/// Judges a client's certificates by the JDK's rules. Runs on the offload pool: BoringSSL asks
/// within a handshake step, and steps run there when clients are asked for certificates.
final class ClientVerifier extends CertificateVerifier {
  private final X509ExtendedTrustManager trust;

  ClientVerifier(X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  @Override
  public int verify(long ssl, byte[][] chain, String authAlgorithm) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509Certificate[] certificates = new X509Certificate[chain.length];
      for (int index = 0; index < chain.length; index++) {
        certificates[index] =
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(chain[index]));
      }
      trust.checkClientTrusted(certificates, authAlgorithm);
      return X509_V_OK;
    } catch (CertificateException refused) {
      return code(refused);
    } catch (RuntimeException malformed) {
      // The JDK lets some malformed certificates out as such.
      return X509_V_ERR_CERT_REJECTED;
    }
  }

  /// The kind of refusal, which BoringSSL turns into the alert for it.
  private static int code(CertificateException refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateRevokedException) {
        return X509_V_ERR_CERT_REVOKED;
      }
      if (cause instanceof CertificateExpiredException) {
        return X509_V_ERR_CERT_HAS_EXPIRED;
      }
      if (cause instanceof CertPathValidatorException invalid
          && invalid.getReason() == CertPathValidatorException.BasicReason.REVOKED) {
        return X509_V_ERR_CERT_REVOKED;
      }
    }
    return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
  }
}
