package weft.hub.tls.boringssl;

import io.netty.internal.tcnative.CertificateVerifier;
import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.X509ExtendedTrustManager;
import weft.hub.tls.engine.CertificateChain;

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
      trust.checkClientTrusted(CertificateChain.parse(List.of(chain)), authAlgorithm);
      return X509_V_OK;
    } catch (CertificateException refused) {
      return VerifyAnswer.of(refused);
    } catch (RuntimeException malformed) {
      // The JDK lets some malformed certificates out as such.
      return X509_V_ERR_CERT_REJECTED;
    }
  }
}
