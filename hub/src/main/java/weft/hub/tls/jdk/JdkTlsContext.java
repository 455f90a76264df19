package weft.hub.tls.jdk;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.EngineSettings;
import weft.hub.tls.engine.KeysByHost;
import weft.hub.tls.engine.TlsContext;
import weft.hub.tls.engine.TlsEngine;

/// An `SSLContext` with one set of certificates and settings.
final class JdkTlsContext implements TlsContext {

  private final SSLContext context;
  private final EngineSettings settings;
  private final String[] protocols;
  private final String[] ciphers;
  private final String @Nullable [] groups;

  private JdkTlsContext(SSLContext context, EngineSettings settings) throws EngineRefused {
    this.context = context;
    this.settings = settings;
    this.protocols =
        settings.allowsTls12() ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"};
    this.ciphers = ciphers(context, settings.ciphers());
    this.groups = groups(settings.groups());
  }

  static JdkTlsContext create(EngineSettings settings) throws EngineRefused {
    if (settings.keyLog() != null) {
      throw new EngineRefused(
          "the JDK's TLS cannot write a key log",
          "add netty-tcnative with its native library, or leave the key log out");
    }
    if (settings.ticketKeys() == null) {
      throw new EngineRefused(
          "the JDK's TLS cannot be told to issue no session tickets",
          "leave tickets on, or add netty-tcnative with its native library");
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager keys =
          new KeysByAlias(new KeysByHost(settings.identities()), settings.identities());
      TrustManager[] trust =
          settings.clientTrust() == null
              ? new TrustManager[0]
              : new TrustManager[] {settings.clientTrust()};
      context.init(new KeyManager[] {keys}, trust, new SecureRandom());
      JdkTlsContext made = new JdkTlsContext(context, settings);
      // What is wrong shows now, and classes are not loaded by a hub later.
      made.newEngine();
      return made;
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      throw new EngineRefused(
          "the JDK's TLS refuses these settings: " + refused.getMessage(), "see the reason");
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

  @Override
  public TlsEngine newEngine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(protocols);
    parameters.setCipherSuites(ciphers);
    parameters.setUseCipherSuitesOrder(true);
    parameters.setApplicationProtocols(settings.applicationProtocols().toArray(new String[0]));
    if (groups != null) {
      parameters.setNamedGroups(groups);
    }
    if (settings.needsClientCertificate()) {
      parameters.setNeedClientAuth(true);
    } else if (settings.clientTrust() != null) {
      parameters.setWantClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return new JdkTlsEngine(engine, settings.clientTrust() != null);
  }

  @Override
  public void ticketKeysChanged() {
    // The JDK makes and changes its own.
  }

  @Override
  public void close() {
    // The collector takes it.
  }

  @Override
  public String toString() {
    return "JDK " + Arrays.toString(protocols);
  }
}
