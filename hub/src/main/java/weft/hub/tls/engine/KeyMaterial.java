package weft.hub.tls.engine;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A private key, its certificate chain, and the hosts it speaks for.
///
/// @param chain the certificate of the key first, then those that signed it
/// @param key the private key
/// @param hosts lower-case DNS names and addresses of the certificate; a name may begin with `*.`
public record KeyMaterial(List<X509Certificate> chain, PrivateKey key, List<String> hosts) {
  /// Takes copies of the lists.
  public KeyMaterial {
    chain = List.copyOf(chain);
    hosts = List.copyOf(hosts);
  }

  /// The certificate of the key.
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /// Whether signing with it takes long: RSA.
  public boolean signsSlowly() {
    return key.getAlgorithm().startsWith("RSA");
  }
}
