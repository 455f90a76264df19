package weft.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import weft.bench.plan.BenchCase;
import weft.bench.process.Executables;
import weft.hub.tls.DevelopmentCertificate;

/// The certificate that all servers show, signed by itself: EC, P-256, or RSA with 2,048 bits where
/// the case says so.
///
/// @param file PEM
/// @param key PEM
record BenchCertificate(Path file, Path key) {
  private static final String PASSWORD = "bench-only";

  /// Finds the case's one in a folder, or makes it there.
  static BenchCertificate of(BenchCase load, Path folder) throws IOException {
    return load.withRsa() ? rsa(folder) : elliptic(folder);
  }

  private static BenchCertificate elliptic(Path folder) throws IOException {
    List<String> hosts = List.of("localhost", "127.0.0.1");
    DevelopmentCertificate made = DevelopmentCertificate.obtain(folder, hosts, Instant.now());
    return new BenchCertificate(made.certificateFile(), made.keyFile());
  }

  private static BenchCertificate rsa(Path folder) throws IOException {
    Path store = folder.resolve("rsa.p12");
    var made = new BenchCertificate(folder.resolve("rsa.pem"), folder.resolve("rsa-key.pem"));
    if (Files.exists(made.key)) {
      return made;
    }
    makeStore(store);
    try (InputStream input = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(input, PASSWORD.toCharArray());
      byte[] certificate = keys.getCertificate("bench").getEncoded();
      byte[] key = keys.getKey("bench", PASSWORD.toCharArray()).getEncoded();
      Files.writeString(made.file, pem("CERTIFICATE", certificate));
      Files.writeString(made.key, pem("PRIVATE KEY", key));
    } catch (GeneralSecurityException refused) {
      throw new IOException(store + " cannot be read", refused);
    }
    return made;
  }

  /// By the JDK's own tool: its libraries sign no certificates.
  private static void makeStore(Path store) throws IOException {
    String keytool = Executables.java().resolveSibling("keytool").toString();
    var command =
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            "bench",
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost,ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      if (process.onExit().join().exitValue() != 0) {
        throw new IOException("keytool made no certificate: " + text.strip());
      }
    }
  }

  private static String pem(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
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
