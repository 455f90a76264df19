package weft.hub.tls.jdk;

import weft.hub.tls.engine.ClientContext;
import weft.hub.tls.engine.ClientSettings;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.ServerContext;
import weft.hub.tls.engine.ServerSettings;
import weft.hub.tls.engine.TlsLibrary;

/// The JDK as a TLS library.
public final class JdkTls implements TlsLibrary {
  @Override
  public String name() {
    return "JDK";
  }

  @Override
  public ServerContext serverContext(ServerSettings settings) throws EngineRefused {
    return JdkServerContext.create(settings);
  }

  @Override
  public ClientContext clientContext(ClientSettings settings) throws EngineRefused {
    return JdkClientContext.create(settings);
  }
}
