package weft.hub.tls;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// A certificate authority of a test, and what it issues.
final class TestAuthority {
  final String name;
  final KeyPair keys;
  final X509Certificate certificate;

  TestAuthority(String name) {
    this.name = name;
    this.keys = ecKeys();
    this.certificate = write(name, List.of(), true, CertificateWriter.SERVER, keys, name, keys);
  }

  record Issued(X509Certificate certificate, KeyPair keys, X509Certificate authority) {
    TlsIdentity identity() {
      return TlsIdentity.inMemory(List.of(certificate), keys.getPrivate());
    }

    /// Files `name.pem` and `name.key` in a folder.
    TlsIdentity files(Path folder, String name) throws Exception {
      Path chain = folder.resolve(name + ".pem");
      Path key = folder.resolve(name + ".key");
      Files.writeString(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
      Files.writeString(chain, pem("CERTIFICATE", certificate.getEncoded()));
      return TlsIdentity.pem(chain, key);
    }
  }

  Issued server(String... hosts) {
    return issue(ecKeys(), CertificateWriter.SERVER, hosts);
  }

  /// A server's certificate that was valid until a minute ago.
  Issued expiredServer(String host) {
    Instant now = Instant.now();
    return server(host, now.minus(Duration.ofHours(1)), now.minus(Duration.ofMinutes(1)));
  }

  /// A server's certificate that is valid from an hour from now on.
  Issued earlyServer(String host) {
    Instant now = Instant.now();
    return server(host, now.plus(Duration.ofHours(1)), now.plus(Duration.ofHours(2)));
  }

  private Issued server(String host, Instant from, Instant until) {
    KeyPair fresh = ecKeys();
    CertificateWriter writer =
        new CertificateWriter(host, List.of(host), from, until, false, CertificateWriter.SERVER);
    return new Issued(write(writer, fresh, name, keys), fresh, certificate);
  }

  Issued rsaServer(String... hosts) {
    return issue(rsaKeys(), CertificateWriter.SERVER, hosts);
  }

  Issued client(String subject) {
    KeyPair fresh = ecKeys();
    return new Issued(
        write(subject, List.of(), false, CertificateWriter.CLIENT, fresh, name, keys),
        fresh,
        certificate);
  }

  /// A client's certificate that is valid so long.
  Issued client(String subject, Duration validity) {
    KeyPair fresh = ecKeys();
    Instant now = Instant.now();
    CertificateWriter writer =
        new CertificateWriter(
            subject,
            List.of(),
            now.minus(Duration.ofHours(1)),
            now.plus(validity),
            false,
            CertificateWriter.CLIENT);
    return new Issued(write(writer, fresh, name, keys), fresh, certificate);
  }

  private Issued issue(KeyPair fresh, String purpose, String... hosts) {
    return new Issued(
        write(hosts[0], List.of(hosts), false, purpose, fresh, name, keys), fresh, certificate);
  }

  private static X509Certificate write(
      String subject,
      List<String> hosts,
      boolean isAuthority,
      String purpose,
      KeyPair keys,
      String issuer,
      KeyPair signer) {
    Instant from = Instant.now().minus(Duration.ofHours(1));
    return write(
        new CertificateWriter(
            subject, hosts, from, from.plus(Duration.ofDays(2)), isAuthority, purpose),
        keys,
        issuer,
        signer);
  }

  static X509Certificate write(
      CertificateWriter writer, KeyPair keys, String issuer, KeyPair signer) {
    try {
      return writer.write(keys.getPublic(), issuer, signer.getPrivate());
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static KeyPair ecKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static KeyPair rsaKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// A revocation list of this authority, as a PEM file.
  Path revoke(Path folder, X509Certificate... revoked) throws Exception {
    byte[] algorithm = Der.sequence(Der.objectId("1.2.840.10045.4.3.2"));
    byte[] issuer = certificate.getSubjectX500Principal().getEncoded();
    Instant now = Instant.now();
    byte[][] entries = new byte[revoked.length][];
    for (int index = 0; index < revoked.length; index++) {
      entries[index] =
          Der.sequence(
              Der.integer(revoked[index].getSerialNumber()), utcTime(now.minusSeconds(60)));
    }
    byte[] content =
        Der.sequence(
            Der.integer(BigInteger.ONE),
            algorithm,
            issuer,
            utcTime(now.minusSeconds(120)),
            utcTime(now.plusSeconds(86_400)),
            Der.sequence(entries));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(content);
    byte[] list = Der.sequence(content, algorithm, Der.bits(0, signature.sign()));
    Path file = folder.resolve(name + ".crl");
    Files.writeString(file, pem("X509 CRL", list));
    return file;
  }

  private static byte[] utcTime(Instant time) {
    String text =
        DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC).format(time);
    return Der.value(0x17, text.getBytes(StandardCharsets.US_ASCII));
  }

  Path file(Path folder) throws Exception {
    Path file = folder.resolve(name + ".pem");
    Files.writeString(
        file, pem("CERTIFICATE", certificate.getEncoded()), StandardCharsets.US_ASCII);
    return file;
  }

  static String pem(String label, byte[] content) {
    return DevelopmentCertificate.pem(label, content);
  }
}
