package weft.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import weft.hub.tls.DevelopmentCertificate;

/// The certificate that all servers show: EC, P-256, signed by itself.
///
/// @param file PEM
/// @param key PEM
record BenchCertificate(Path file, Path key) {
  /// Finds it in a folder, or makes it there.
  static BenchCertificate in(Path folder) throws IOException {
    List<String> hosts = List.of("localhost", "127.0.0.1");
    DevelopmentCertificate made = DevelopmentCertificate.obtain(folder, hosts, Instant.now());
    return new BenchCertificate(made.certificateFile(), made.keyFile());
  }

  /// Directives for nginx: the versions and the session tickets the others have; as with the others
  /// the client's preference chooses the cipher suite.
  String forNginx() {
    return "ssl_certificate "
        + file
        + "; ssl_certificate_key "
        + key
        + "; ssl_protocols TLSv1.2 TLSv1.3; ssl_session_tickets on;";
  }
}
