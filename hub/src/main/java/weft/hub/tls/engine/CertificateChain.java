package weft.hub.tls.engine;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/// The certificates a peer shows, its own first.
public final class CertificateChain {
  private CertificateChain() {}

  /// Parses them. Not for the bare hub thread.
  ///
  /// @param encoded DER of each
  public static X509Certificate[] parse(List<byte[]> encoded) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate[] chain = new X509Certificate[encoded.size()];
    for (int index = 0; index < chain.length; index++) {
      chain[index] =
          (X509Certificate)
              factory.generateCertificate(new ByteArrayInputStream(encoded.get(index)));
    }
    return chain;
  }
}
