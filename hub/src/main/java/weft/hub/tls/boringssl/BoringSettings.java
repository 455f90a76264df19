package weft.hub.tls.boringssl;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.KeyMaterial;

/// What servers and clients set alike.
final class BoringSettings {
  private static final List<String> TLS13 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /// Forward secrecy and authenticated encryption only.
  private static final List<String> MODERN =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private BoringSettings() {}

  /// With suites of TLS 1.3 only, nothing is left for 1.2.
  static boolean allowsTls12(boolean asked, List<String> ciphers) {
    return asked && (ciphers.isEmpty() || !TLS13.containsAll(ciphers));
  }

  /// Leaves out what this build lacks.
  static void groups(NativeSslContext context, List<String> wanted) throws EngineRefused {
    List<String> known = new ArrayList<>();
    for (String group : wanted) {
      if (context.groups(List.of(group))) {
        known.add(group);
      }
    }
    if (known.isEmpty() || !context.groups(known)) {
      throw new EngineRefused(
          "BoringSSL knows none of the groups " + wanted, "add X25519 or P-256");
    }
  }

  /// Suites of TLS 1.3 cannot be chosen; those of 1.2 are tried one by one, to name the unknown.
  static void ciphers(NativeSslContext context, List<String> wanted) throws EngineRefused {
    List<String> chosen = new ArrayList<>();
    for (String cipher : wanted.isEmpty() ? MODERN : wanted) {
      if (!TLS13.contains(cipher)) {
        context.ciphers(List.of(cipher));
        chosen.add(cipher);
      }
    }
    if (!chosen.isEmpty()) {
      context.ciphers(chosen);
    }
  }

  /// Bytes of the longest chain, as it is sent.
  static int chainBytes(List<KeyMaterial> identities) throws EngineRefused {
    int longest = 0;
    try {
      for (KeyMaterial identity : identities) {
        int size = 0;
        for (X509Certificate certificate : identity.chain()) {
          size += certificate.getEncoded().length + 16;
        }
        longest = Math.max(longest, size);
      }
    } catch (CertificateEncodingException broken) {
      throw new EngineRefused("a certificate has no encoding", "make it anew");
    }
    return longest;
  }
}
