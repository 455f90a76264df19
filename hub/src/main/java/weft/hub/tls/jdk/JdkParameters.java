package weft.hub.tls.jdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.engine.EngineRefused;

/// Versions, ciphers and groups in the JDK's names. Immutable.
final class JdkParameters {
  private final String[] protocols;
  private final String[] ciphers;
  private final String @Nullable [] groups;

  /// @throws EngineRefused when the JDK does not know a cipher suite
  JdkParameters(SSLContext context, boolean allowsTls12, List<String> ciphers, List<String> groups)
      throws EngineRefused {
    this.protocols = allowsTls12 ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"};
    this.ciphers = ciphers(context, ciphers);
    if (!allowsTls12 && !hasTls13(this.ciphers)) {
      throw new EngineRefused(
          "none of the cipher suites " + ciphers + " is one of TLS 1.3",
          "add TLS_AES_128_GCM_SHA256, or allow TLS 1.2");
    }
    this.groups = groups(groups);
  }

  /// Refuses what this package cannot do.
  static void refuseKeyLog(@Nullable Object keyLog) throws EngineRefused {
    if (keyLog != null) {
      throw new EngineRefused(
          "the JDK's TLS cannot write a key log",
          "add netty-tcnative with its native library, or leave the key log out");
    }
  }

  /// Puts them among an engine's parameters.
  void set(SSLParameters parameters, List<String> applicationProtocols) {
    parameters.setProtocols(protocols);
    parameters.setCipherSuites(ciphers);
    parameters.setUseCipherSuitesOrder(true);
    parameters.setApplicationProtocols(applicationProtocols.toArray(new String[0]));
    if (groups != null) {
      parameters.setNamedGroups(groups);
    }
  }

  private static String[] ciphers(SSLContext context, List<String> wanted) throws EngineRefused {
    String[] supported = context.getSupportedSSLParameters().getCipherSuites();
    if (wanted.isEmpty()) {
      return modern(context.getDefaultSSLParameters().getCipherSuites());
    }
    Set<String> known = Set.of(supported);
    for (String cipher : wanted) {
      if (!known.contains(cipher)) {
        throw new EngineRefused(
            "cipher suite " + cipher + " is unknown to the JDK",
            "use IANA names such as TLS_AES_128_GCM_SHA256");
      }
    }
    return wanted.toArray(new String[0]);
  }

  /// Only the names of older versions tell a key exchange: `TLS_ECDHE_RSA_WITH_…`.
  private static boolean hasTls13(String[] suites) {
    for (String suite : suites) {
      if (!suite.contains("_WITH_")) {
        return true;
      }
    }
    return false;
  }

  private static String[] modern(String[] suites) {
    List<String> modern = new ArrayList<>();
    for (String suite : suites) {
      boolean isForward = suite.startsWith("TLS_ECDHE_") || !suite.contains("_WITH_");
      if (isForward && (suite.contains("_GCM_") || suite.contains("_CHACHA20_"))) {
        modern.add(suite);
      }
    }
    return modern.toArray(new String[0]);
  }

  /// The JDK's names of the groups it has.
  private static String @Nullable [] groups(List<String> wanted) {
    List<String> names = new ArrayList<>();
    for (String group : wanted) {
      String name =
          switch (group.toUpperCase(Locale.ROOT)) {
            case "X25519" -> "x25519";
            case "X448" -> "x448";
            case "P-256" -> "secp256r1";
            case "P-384" -> "secp384r1";
            case "P-521" -> "secp521r1";
            default -> "";
          };
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names.isEmpty() ? null : names.toArray(new String[0]);
  }
}
