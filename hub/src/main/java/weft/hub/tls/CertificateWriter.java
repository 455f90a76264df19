package weft.hub.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes X.509 certificates that are signed with an EC key and SHA-256. RFC 5280.
///
/// @param subject common name of the owner
/// @param hosts DNS names and addresses it speaks for
/// @param from begin of its validity
/// @param until end of its validity
/// @param isAuthority whether it may sign others
/// @param purpose extended key usage, an object identifier
record CertificateWriter(
    String subject,
    List<String> hosts,
    Instant from,
    Instant until,
    boolean isAuthority,
    String purpose) {
  static final String SERVER = "1.3.6.1.5.5.7.3.1";
  static final String CLIENT = "1.3.6.1.5.5.7.3.2";

  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /// Writes a certificate for a key.
  ///
  /// @param issuer common name of the signer
  /// @param signer the signer's key
  X509Certificate write(PublicKey key, String issuer, PrivateKey signer)
      throws GeneralSecurityException {
    byte[] algorithm = Der.sequence(Der.objectId(ECDSA_WITH_SHA256));
    byte[] content =
        Der.sequence(
            Der.value(0xa0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(127, new SecureRandom()).setBit(126)),
            algorithm,
            name(issuer),
            Der.sequence(time(from), time(until)),
            name(subject),
            key.getEncoded(),
            Der.value(0xa3, Der.sequence(extensions(key))));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer);
    signature.update(content);
    byte[] whole = Der.sequence(content, algorithm, Der.bits(0, signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }

  private static byte[] name(String common) {
    return Der.sequence(
        Der.value(Der.SET, Der.sequence(Der.objectId("2.5.4.3"), Der.text(common))));
  }

  /// UTCTime up to 2049, then GeneralizedTime: RFC 5280 §4.1.2.5.
  private static byte[] time(Instant time) {
    String text = TIME.format(time);
    boolean isShort = text.compareTo("2050") < 0;
    byte[] digits = text.substring(isShort ? 2 : 0).getBytes(StandardCharsets.US_ASCII);
    return Der.value(isShort ? 0x17 : 0x18, digits);
  }

  private byte[][] extensions(PublicKey key) throws GeneralSecurityException {
    List<byte[]> all = new ArrayList<>();
    byte[] authority = isAuthority ? Der.sequence(Der.yes()) : Der.sequence();
    all.add(critical("2.5.29.19", authority));
    // Digital signature, or certificate and revocation list signing as well: bits 0, 5 and 6.
    byte[] usage = isAuthority ? Der.bits(1, (byte) 0x86) : Der.bits(7, (byte) 0x80);
    all.add(critical("2.5.29.15", usage));
    if (!isAuthority) {
      all.add(plain("2.5.29.37", Der.sequence(Der.objectId(purpose))));
    }
    byte[] keyId = MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    all.add(plain("2.5.29.14", Der.octets(keyId)));
    if (!hosts.isEmpty()) {
      all.add(plain("2.5.29.17", Der.sequence(alternativeNames())));
    }
    return all.toArray(new byte[0][]);
  }

  private byte[][] alternativeNames() {
    List<byte[]> names = new ArrayList<>();
    for (String host : hosts) {
      InetAddress address = literal(host);
      names.add(
          address == null
              ? Der.value(0x82, host.getBytes(StandardCharsets.US_ASCII))
              : Der.value(0x87, address.getAddress()));
    }
    return names.toArray(new byte[0][]);
  }

  static @Nullable InetAddress literal(String host) {
    try {
      return host.indexOf(':') >= 0 ? Inet6Address.ofLiteral(host) : Inet4Address.ofLiteral(host);
    } catch (IllegalArgumentException name) {
      return null;
    }
  }

  private static byte[] critical(String id, byte[] value) {
    return Der.sequence(Der.objectId(id), Der.yes(), Der.octets(value));
  }

  private static byte[] plain(String id, byte[] value) {
    return Der.sequence(Der.objectId(id), Der.octets(value));
  }
}
