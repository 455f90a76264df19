package weft.hub.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import weft.hub.tls.engine.KeyMaterial;

/// A self-signed certificate for development, made on first use and kept in the user's cache
/// folder.
///
/// It speaks for `localhost`, the loopback addresses and this machine's name, and is renewed when
/// it ends within a week or the machine has another name. Its key lies in a file that only its
/// owner may read. Not for the public: nobody else trusts it.
public final class DevelopmentCertificate {
  private static final Duration VALIDITY = Duration.ofDays(365);
  private static final Duration RENEWAL = Duration.ofDays(7);
  private static final String SUBJECT = "Weft development";

  /// One at a time makes it: a lock on a file keeps other processes out, this one our own threads.
  private static final ReentrantLock MAKING = new ReentrantLock();

  private final Path certificateFile;
  private final Path keyFile;
  private final boolean isNew;

  private DevelopmentCertificate(Path certificateFile, Path keyFile, boolean isNew) {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.isNew = isNew;
  }

  /// Finds or makes it in `$XDG_CACHE_HOME/weft`, or `~/.cache/weft`.
  ///
  /// @throws TlsConfigError when the folder cannot be written
  public static DevelopmentCertificate obtain() throws TlsConfigError {
    return obtain(cacheFolder(), hosts(), Instant.now());
  }

  /// Finds or makes it in another folder, for other hosts.
  ///
  /// @param hosts DNS names and addresses
  /// @param now what its dates are held against
  /// @throws TlsConfigError when the folder cannot be written
  public static DevelopmentCertificate obtain(Path folder, List<String> hosts, Instant now)
      throws TlsConfigError {
    Path certificateFile = folder.resolve("development-certificate.pem");
    Path keyFile = folder.resolve("development-key.pem");
    if (isUsable(certificateFile, keyFile, hosts, now)) {
      return new DevelopmentCertificate(certificateFile, keyFile, false);
    }
    Path lockFile = folder.resolve("development.lock");
    MAKING.lock();
    try {
      PrivateFiles.createFolder(folder);
      PrivateFiles.create(lockFile);
      // Closing gives the lock back.
      try (FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
        lock.lock();
        if (isUsable(certificateFile, keyFile, hosts, now)) {
          return new DevelopmentCertificate(certificateFile, keyFile, false);
        }
        make(certificateFile, keyFile, hosts, now);
      }
    } catch (IOException | GeneralSecurityException refused) {
      throw new TlsConfigError(
          folder.toString(),
          "the development certificate cannot be kept there: " + refused,
          "make the folder writable, or set XDG_CACHE_HOME",
          refused);
    } finally {
      MAKING.unlock();
    }
    return new DevelopmentCertificate(certificateFile, keyFile, true);
  }

  private static Path cacheFolder() {
    String cache = System.getenv("XDG_CACHE_HOME");
    if (cache != null && !cache.isBlank()) {
      return Path.of(cache, "weft");
    }
    String home = System.getenv("HOME");
    if (home == null) {
      home = System.getenv("USERPROFILE");
    }
    return Path.of(home == null ? "." : home, ".cache", "weft");
  }

  private static List<String> hosts() {
    Set<String> hosts = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
    try {
      String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
      if (name.matches("[a-z0-9.-]{1,253}")) {
        hosts.add(name);
      }
    } catch (UnknownHostException nameless) {
      // Then it is reached as localhost.
      return List.copyOf(hosts);
    }
    return List.copyOf(hosts);
  }

  private static boolean isUsable(
      Path certificateFile, Path keyFile, List<String> hosts, Instant now) {
    if (!Files.isReadable(certificateFile) || !Files.isReadable(keyFile)) {
      return false;
    }
    try {
      KeyMaterial present = new IdentityLoader(now).load(TlsIdentity.pem(certificateFile, keyFile));
      Instant end = present.certificate().getNotAfter().toInstant();
      return new HashSet<>(present.hosts()).equals(written(hosts))
          && now.plus(RENEWAL).isBefore(end);
    } catch (TlsConfigError broken) {
      return false;
    }
  }

  /// The hosts as a parsed certificate shows them: addresses in their long form.
  private static Set<String> written(List<String> hosts) {
    Set<String> written = new HashSet<>();
    for (String host : hosts) {
      InetAddress address = CertificateWriter.literal(host);
      written.add(address == null ? host : address.getHostAddress());
    }
    return written;
  }

  private static void make(Path certificateFile, Path keyFile, List<String> hosts, Instant now)
      throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    Instant from = now.minus(Duration.ofHours(1));
    X509Certificate certificate =
        new CertificateWriter(
                SUBJECT, hosts, from, from.plus(VALIDITY), false, CertificateWriter.SERVER)
            .write(keys.getPublic(), SUBJECT, keys.getPrivate());
    replace(keyFile, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    replace(certificateFile, pem("CERTIFICATE", encoded(certificate)));
  }

  private static byte[] encoded(X509Certificate certificate) throws CertificateEncodingException {
    return certificate.getEncoded();
  }

  /// In one step, so that nobody reads half a file.
  private static void replace(Path file, String content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    PrivateFiles.create(fresh);
    Files.writeString(fresh, content, StandardCharsets.US_ASCII);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  static String pem(String label, byte[] content) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /// For [TlsOptions#withIdentity].
  public TlsIdentity identity() {
    return TlsIdentity.pem(certificateFile, keyFile);
  }

  /// Where the certificate lies, in PEM form.
  public Path certificateFile() {
    return certificateFile;
  }

  /// Where its key lies.
  public Path keyFile() {
    return keyFile;
  }

  /// Whether it was made just now, so that who trusted the last one has to trust this one.
  public boolean isNew() {
    return isNew;
  }

  /// The commands that make this machine trust it, one a line, each with what it is for.
  public String trustCommands() {
    String file = certificateFile.toAbsolutePath().toString();
    return "curl:            curl --cacert "
        + file
        + " https://localhost:PORT/\n"
        + "Chrome on Linux: certutil -d sql:$HOME/.pki/nssdb -A -t P,, -n weft -i "
        + file
        + "\n"
        + "Linux:           sudo cp "
        + file
        + " /usr/local/share/ca-certificates/weft.crt"
        + " && sudo update-ca-certificates\n"
        + "macOS:           security add-trusted-cert -k ~/Library/Keychains/login.keychain-db "
        + file
        + "\n"
        + "Windows:         certutil -user -addstore Root "
        + file
        + "\n";
  }
}
