package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Certificates and keys made by openssl, P-256, for `localhost` and 127.0.0.1.
final class CertificateFiles {
  private static final List<String> NEW_KEY =
      List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes");

  private final Path folder;

  /// @param folder where the files go
  CertificateFiles(Path folder) {
    this.folder = folder;
  }

  /// A certificate with its key.
  record Pair(Path certificate, Path key) {}

  /// A certificate that only itself vouches for.
  Pair selfSigned(String name) throws Exception {
    Pair pair = pair(name);
    List<String> arguments = new ArrayList<>(List.of("req", "-x509", "-days", "2"));
    arguments.addAll(NEW_KEY);
    arguments.addAll(List.of("-subj", "/CN=" + name));
    arguments.addAll(List.of("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"));
    arguments.addAll(List.of("-keyout", "" + pair.key(), "-out", "" + pair.certificate()));
    openssl(arguments);
    return pair;
  }

  /// A certificate that an authority has signed.
  ///
  /// @param days how long it is valid; negative when it has expired
  Pair signedBy(Pair authority, String name, int days) throws Exception {
    Pair pair = pair(name);
    Path request = folder.resolve(name + "-request.pem");
    List<String> arguments = new ArrayList<>(List.of("req", "-new"));
    arguments.addAll(NEW_KEY);
    arguments.addAll(List.of("-subj", "/CN=" + name));
    arguments.addAll(List.of("-keyout", "" + pair.key(), "-out", "" + request));
    openssl(arguments);
    openssl(
        List.of(
            "x509",
            "-req",
            "-in",
            "" + request,
            "-CA",
            "" + authority.certificate(),
            "-CAkey",
            "" + authority.key(),
            "-CAcreateserial",
            "-days",
            "" + days,
            "-out",
            "" + pair.certificate()));
    return pair;
  }

  private Pair pair(String name) {
    return new Pair(folder.resolve(name + ".pem"), folder.resolve(name + "-key.pem"));
  }

  private static void openssl(List<String> arguments) throws Exception {
    Tool.Run run = Tool.run("openssl", arguments);
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  /// Puts certificate and key into one file at once, so that nobody ever reads halves of two.
  void install(Pair pair, Path file) throws IOException {
    Path fresh = folder.resolve(file.getFileName() + ".fresh");
    Files.writeString(fresh, Files.readString(pair.certificate()) + Files.readString(pair.key()));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// One who believes what these certificates vouch for.
  static X509TrustManager trusting(Path... certificates)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Path file : certificates) {
      try (InputStream in = Files.newInputStream(file)) {
        Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        store.setCertificateEntry(file.toString(), certificate);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  /// Clients' TLS with nobody else trusted and no session kept from before.
  static SSLContext client(X509TrustManager trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new X509TrustManager[] {trust}, null);
    return context;
  }
}
