package weft.hub.tls.jdk;

import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.EngineSettings;
import weft.hub.tls.engine.TlsContext;
import weft.hub.tls.engine.TlsLibrary;

/// The JDK as a TLS library.
public final class JdkTls implements TlsLibrary {
  @Override
  public String name() {
    return "JDK";
  }

  @Override
  public TlsContext context(EngineSettings settings) throws EngineRefused {
    return JdkTlsContext.create(settings);
  }
}
