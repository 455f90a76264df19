package weft.hub.modules;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsOptions;
import weft.hub.tls.TlsServer;

/// A program of a user: says which TLS library it got and why.
public final class TlsProgram {
  private TlsProgram() {}

  /// Takes the folder for the certificate.
  public static void main(String[] arguments) throws Exception {
    DevelopmentCertificate certificate =
        DevelopmentCertificate.obtain(Path.of(arguments[0]), List.of("localhost"), Instant.now());
    try (TlsServer server =
        TlsServer.create(TlsOptions.DEFAULTS.withIdentity(certificate.identity()))) {
      System.out.println(
          server.provider()
              + " | "
              + server.providerReason()
              + " | "
              + TlsServer.class.getModule().isNamed());
    }
  }
}
