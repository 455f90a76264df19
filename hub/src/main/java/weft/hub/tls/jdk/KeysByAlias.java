package weft.hub.tls.jdk;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.engine.KeyMaterial;
import weft.hub.tls.engine.KeysByHost;

/// Chooses a certificate by the host a client asks for and by the kind of key its ciphers need.
final class KeysByAlias extends X509ExtendedKeyManager {
  private final KeysByHost keys;
  private final Map<String, KeyMaterial> byAlias = new HashMap<>();

  KeysByAlias(KeysByHost keys, List<KeyMaterial> identities) {
    this.keys = keys;
    for (KeyMaterial identity : identities) {
      byAlias.put(alias(identity), identity);
    }
  }

  /// Of use as a name: the JDK hands it back to ask for the key.
  private static String alias(KeyMaterial identity) {
    return Integer.toHexString(System.identityHashCode(identity.key()))
        + "-"
        + identity.certificate().getSerialNumber().toString(16);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    for (KeyMaterial identity : keys.forHost(requestedHost(engine))) {
      if (fits(identity, keyType)) {
        return alias(identity);
      }
    }
    return null;
  }

  /// The JDK asks for `EC`, `RSA`, `RSASSA-PSS`, `EdDSA` and the like.
  static boolean fits(KeyMaterial identity, String keyType) {
    String algorithm = identity.key().getAlgorithm();
    return keyType.equals(algorithm)
        || keyType.equals(identity.certificate().getPublicKey().getAlgorithm())
        || (keyType.startsWith("EC_") && algorithm.equals("EC"));
  }

  static @Nullable String requestedHost(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      return hostIn(session.getRequestedServerNames());
    }
    return null;
  }

  static @Nullable String hostIn(List<SNIServerName> names) {
    for (SNIServerName name : names) {
      if (name instanceof SNIHostName host) {
        return host.getAsciiName();
      }
    }
    return null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    KeyMaterial identity = byAlias.get(alias);
    return identity == null ? null : identity.chain().toArray(new X509Certificate[0]);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    KeyMaterial identity = byAlias.get(alias);
    return identity == null ? null : identity.key();
  }

  // Nothing asks for these: no sockets, no clients.

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }
}
