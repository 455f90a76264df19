package weft.hub.tls;

import java.lang.System.Logger.Level;
import weft.hub.tls.boringssl.BoringTls;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.TlsLibrary;
import weft.hub.tls.jdk.JdkTls;

/// The TLS library in use, and why.
record SelectedLibrary(TlsLibrary library, String reason) {
  static SelectedLibrary select(TlsProviderChoice choice) throws TlsConfigError {
    if (choice == TlsProviderChoice.JDK) {
      return new SelectedLibrary(new JdkTls(), "asked for");
    }
    String refusal;
    String remedy;
    try {
      TlsLibrary boring = new BoringTls();
      return new SelectedLibrary(
          boring, choice == TlsProviderChoice.AUTO ? "it loads on this system" : "asked for");
    } catch (EngineRefused refused) {
      refusal = String.valueOf(refused.getMessage());
      remedy = refused.remedy();
    } catch (LinkageError absent) {
      refusal = "BoringSSL's classes are not there";
      remedy = "add netty-tcnative-classes and the netty-tcnative-boringssl-static of this system";
    }
    if (choice == TlsProviderChoice.BORINGSSL) {
      throw new TlsConfigError("provider", refusal, remedy);
    }
    return new SelectedLibrary(new JdkTls(), refusal + "; " + remedy);
  }

  /// Says which it is; loudly when it is the slow one.
  void tell(System.Logger log) {
    if (library.name().equals("JDK")) {
      log.log(
          Level.INFO,
          "TLS by the JDK ("
              + reason
              + "): a handshake costs about eight times the CPU of BoringSSL's, bulk data twice");
    } else {
      log.log(Level.DEBUG, "TLS by " + library.name() + " (" + reason + ")");
    }
  }
}
