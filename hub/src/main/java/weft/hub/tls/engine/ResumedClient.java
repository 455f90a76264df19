package weft.hub.tls.engine;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A client that takes up an earlier session and shows no certificate therefore: the one it showed
/// then is judged anew, since it may have expired meanwhile. A session can be days old.
public final class ResumedClient {
  private ResumedClient() {}

  /// Why the session must not be taken up, in lower case without a full stop; `null` when it may.
  /// Not for the bare hub thread.
  ///
  /// @param trust judges clients, `null` when none is asked for a certificate
  public static @Nullable String refusal(
      @Nullable X509ExtendedTrustManager trust, TlsAgreement agreement) {
    List<byte[]> shown = agreement.peerCertificates();
    if (trust == null || !agreement.isResumed() || shown.isEmpty()) {
      return null;
    }
    try {
      X509Certificate[] chain = CertificateChain.parse(shown);
      trust.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return null;
    } catch (CertificateException | RuntimeException refused) {
      // The JDK lets some malformed certificates out as the latter.
      return "the certificate of an earlier session is refused now: "
          + HostNames.printable(String.valueOf(refused.getMessage()));
    }
  }
}
