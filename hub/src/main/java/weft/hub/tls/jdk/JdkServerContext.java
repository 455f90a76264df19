package weft.hub.tls.jdk;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.KeysByHost;
import weft.hub.tls.engine.ServerContext;
import weft.hub.tls.engine.ServerSettings;
import weft.hub.tls.engine.TlsEngine;

/// An `SSLContext` with one set of a server's certificates and settings.
final class JdkServerContext implements ServerContext {
  private final SSLContext context;
  private final ServerSettings settings;
  private final JdkParameters parameters;

  private JdkServerContext(SSLContext context, ServerSettings settings) throws EngineRefused {
    this.context = context;
    this.settings = settings;
    this.parameters =
        new JdkParameters(context, settings.allowsTls12(), settings.ciphers(), settings.groups());
  }

  static JdkServerContext create(ServerSettings settings) throws EngineRefused {
    JdkParameters.refuseKeyLog(settings.keyLog());
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
      JdkServerContext made = new JdkServerContext(context, settings);
      // What is wrong shows now, and classes are not loaded by a hub later.
      made.newEngine();
      return made;
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      throw new EngineRefused(
          "the JDK's TLS refuses these settings: " + refused.getMessage(), "see the reason");
    }
  }

  @Override
  public TlsEngine newEngine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters chosen = engine.getSSLParameters();
    parameters.set(chosen, settings.applicationProtocols());
    if (settings.needsClientCertificate()) {
      chosen.setNeedClientAuth(true);
    } else if (settings.clientTrust() != null) {
      chosen.setWantClientAuth(true);
    }
    engine.setSSLParameters(chosen);
    return JdkTlsEngine.ofServer(engine, settings.clientTrust());
  }

  @Override
  public void ticketKeysChanged() {
    // The JDK makes and changes its own.
  }

  @Override
  public void close() {
    // The collector takes it.
  }
}
