package weft.hub.tls.jdk;

import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import weft.hub.tls.engine.ClientContext;
import weft.hub.tls.engine.ClientSettings;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.KeyMaterial;
import weft.hub.tls.engine.ServerName;
import weft.hub.tls.engine.TlsEngine;

/// An `SSLContext` with one set of a client's settings; it keeps the sessions by host and port.
final class JdkClientContext implements ClientContext {
  /// The port of engines whose sessions are not to be found again: the JDK's sign for "unknown".
  private static final int NO_PORT = -1;

  private final SSLContext context;
  private final ClientSettings settings;
  private final JdkParameters parameters;
  private final SessionRandom random;

  private JdkClientContext(SSLContext context, ClientSettings settings, SessionRandom random)
      throws EngineRefused {
    this.context = context;
    this.random = random;
    this.settings = settings;
    this.parameters =
        new JdkParameters(context, settings.allowsTls12(), settings.ciphers(), settings.groups());
  }

  static JdkClientContext create(ClientSettings settings) throws EngineRefused {
    JdkParameters.refuseKeyLog(settings.keyLog());
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyMaterial identity = settings.identity();
      KeyManager[] keys =
          identity == null ? new KeyManager[0] : new KeyManager[] {new ShownKey(identity)};
      TrustManager[] trust = {new JudgedTrust(settings.judge())};
      SessionRandom random = new SessionRandom();
      context.init(keys, trust, random);
      context.getClientSessionContext().setSessionCacheSize(ClientSettings.SESSIONS_MAX);
      JdkClientContext made = new JdkClientContext(context, settings, random);
      // What is wrong shows now, and classes are not loaded by a hub later.
      made.newEngine(ServerName.of("localhost", 443), List.of());
      return made;
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      throw new EngineRefused(
          "the JDK's TLS refuses these settings: " + refused.getMessage(), "see the reason");
    }
  }

  @Override
  public TlsEngine newEngine(ServerName server, List<String> applicationProtocols) {
    int port = settings.resumes() ? server.port() : NO_PORT;
    SSLEngine engine = context.createSSLEngine(server.host(), port);
    engine.setUseClientMode(true);
    SSLParameters chosen = engine.getSSLParameters();
    parameters.set(chosen, applicationProtocols);
    chosen.setServerNames(server.isAddress() ? List.of() : List.of(new SNIHostName(server.host())));
    engine.setSSLParameters(chosen);
    return JdkTlsEngine.ofClient(engine, server, random);
  }

  @Override
  public void close() {
    // The collector takes it.
  }
}
