package weft.hub.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.engine.HostNames;
import weft.hub.tls.engine.KeyMaterial;

/// Reads certificates and keys and refuses what cannot work: at the start rather than at the first
/// handshake.
final class IdentityLoader {
  private final Instant now;

  /// @param now what certificates' dates are held against
  IdentityLoader(Instant now) {
    this.now = now;
  }

  /// Reads an identity that is valid now.
  KeyMaterial load(TlsIdentity identity) throws TlsConfigError {
    KeyMaterial read = read(identity);
    TlsConfigError refused = invalidity(identity, read);
    if (refused != null) {
      throw refused;
    }
    return read;
  }

  /// Why an identity that was read must not be used now; `null` when it may.
  @Nullable TlsConfigError invalidity(TlsIdentity identity, KeyMaterial read) {
    String certificate = "the certificate of " + subject(read.certificate());
    if (isEarly(read)) {
      return new TlsConfigError(
          place(identity),
          certificate + " is not valid before " + read.certificate().getNotBefore().toInstant(),
          "check the clock of this machine");
    }
    Instant end = read.certificate().getNotAfter().toInstant();
    return now.isAfter(end)
        ? new TlsConfigError(place(identity), certificate + " expired at " + end, "renew it")
        : null;
  }

  /// Whether an identity becomes valid by itself.
  boolean isEarly(KeyMaterial read) {
    return now.isBefore(read.certificate().getNotBefore().toInstant());
  }

  /// Where an identity's certificate stands.
  private static String place(TlsIdentity identity) {
    return identity instanceof TlsIdentity.PemFiles pem
        ? pem.chain().toString()
        : identity.toString();
  }

  /// Reads an identity that may be valid at another time than now.
  KeyMaterial read(TlsIdentity identity) throws TlsConfigError {
    return switch (identity) {
      case TlsIdentity.PemFiles pem -> fromPem(pem);
      case TlsIdentity.Pkcs12File file -> fromPkcs12(file);
      case TlsIdentity.InMemory held -> checked(held.toString(), held.chain(), held.key());
    };
  }

  private static KeyMaterial fromPem(TlsIdentity.PemFiles files) throws TlsConfigError {
    List<X509Certificate> chain = certificates(files.chain());
    for (PemBlock block : blocks(files.key())) {
      if (PrivateKeys.isKey(block)) {
        PrivateKey key;
        try {
          key = PrivateKeys.read(block, files.password());
        } catch (GeneralSecurityException refused) {
          throw new TlsConfigError(
              files.key().toString(),
              String.valueOf(refused.getMessage()),
              "give the key in PKCS#8, PKCS#1 or SEC1 form with its password",
              refused);
        }
        return checked(files.key().toString(), chain, key);
      }
    }
    throw new TlsConfigError(
        files.key().toString(), "there is no private key in it", "name the file with the key");
  }

  private static KeyMaterial fromPkcs12(TlsIdentity.Pkcs12File file) throws TlsConfigError {
    String place = file.file().toString();
    char[] password = file.password().toCharArray();
    byte[] content = bytes(file.file());
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password);
      for (String alias : Collections.list(store.aliases())) {
        if (store.getKey(alias, password) instanceof PrivateKey key) {
          return checked(place, chain(store, alias), key);
        }
      }
    } catch (TlsConfigError unfit) {
      throw unfit;
    } catch (IOException | GeneralSecurityException refused) {
      throw new TlsConfigError(
          place,
          "it is not a PKCS#12 file, or the password is wrong",
          "check it with: openssl pkcs12 -info -in " + place,
          refused);
    }
    throw new TlsConfigError(place, "there is no private key in it", "export it with the key");
  }

  /// The certificates of a key; none when it was exported by itself.
  private static List<X509Certificate> chain(KeyStore store, String alias)
      throws KeyStoreException {
    List<X509Certificate> chain = new ArrayList<>();
    Certificate[] stored = store.getCertificateChain(alias);
    if (stored != null) {
      for (Certificate certificate : stored) {
        chain.add((X509Certificate) certificate);
      }
    }
    return chain;
  }

  /// The certificates of a PEM file, at least one.
  static List<X509Certificate> certificates(Path file) throws TlsConfigError {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : blocks(file)) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        try {
          certificates.add(
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(block.content())));
        } catch (CertificateException damaged) {
          throw new TlsConfigError(
              file.toString(),
              "certificate " + (certificates.size() + 1) + " in it is damaged",
              "copy the file anew",
              damaged);
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new TlsConfigError(
          file.toString(), "there is no certificate in it", "give a PEM file with certificates");
    }
    return certificates;
  }

  static List<PemBlock> blocks(Path file) throws TlsConfigError {
    try {
      return PemBlock.parse(new String(bytes(file), StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException broken) {
      throw new TlsConfigError(
          file.toString(),
          "it is not a whole PEM file: " + broken.getMessage(),
          "copy the file anew",
          broken);
    }
  }

  static byte[] bytes(Path file) throws TlsConfigError {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw new TlsConfigError(file.toString(), "there is no such file", "check the path", missing);
    } catch (AccessDeniedException refused) {
      throw new TlsConfigError(
          file.toString(), "it cannot be read", "give this user the right to read it", refused);
    } catch (IOException refused) {
      throw new TlsConfigError(
          file.toString(),
          "it cannot be read: " + refused.getMessage(),
          "name a file that can",
          refused);
    }
  }

  private static KeyMaterial checked(String place, List<X509Certificate> chain, PrivateKey key)
      throws TlsConfigError {
    if (chain.isEmpty()) {
      throw new TlsConfigError(place, "there is no certificate", "give the key's certificate");
    }
    X509Certificate certificate = chain.getFirst();
    if (!belongTogether(certificate.getPublicKey(), key)) {
      throw new TlsConfigError(
          place,
          "the key does not belong to the certificate of " + subject(certificate),
          "put the server's own certificate first in the chain, or name the right key");
    }
    return new KeyMaterial(chain, key, HostNames.of(certificate));
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  /// Signs something and looks whether the certificate's key confirms it.
  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    String algorithm =
        switch (privateKey.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> privateKey.getAlgorithm();
        };
    byte[] sample = {1, 2, 3};
    try {
      Signature signing = signature(algorithm);
      signing.initSign(privateKey);
      signing.update(sample);
      byte[] signature = signing.sign();
      Signature verifying = signature(algorithm);
      verifying.initVerify(publicKey);
      verifying.update(sample);
      return verifying.verify(signature);
    } catch (GeneralSecurityException different) {
      return false;
    }
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    if (algorithm.equals("RSASSA-PSS")) {
      // It has no parameters of its own.
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }
}
