package weft.hub.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a certificate chain and its private key come from.
///
/// The hosts they speak for are those of the certificate.
public sealed interface TlsIdentity {
  /// Files in PEM form.
  ///
  /// @param chain the key's certificate first, then those that signed it
  /// @param key PKCS#8, PKCS#1 or SEC1, encrypted or not; may be the file of the chain
  /// @param password of the key, `null` when it is not encrypted
  record PemFiles(Path chain, Path key, @Nullable String password) implements TlsIdentity {
    @Override
    public String toString() {
      return chain + " with key " + key;
    }
  }

  /// A PKCS#12 file; its first key counts.
  ///
  /// @param file the file
  /// @param password of the file and the key
  record Pkcs12File(Path file, String password) implements TlsIdentity {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /// What the program holds already.
  ///
  /// @param chain the key's certificate first
  /// @param key the private key; it must have a PKCS#8 encoding
  record InMemory(List<X509Certificate> chain, PrivateKey key) implements TlsIdentity {
    /// Takes a copy of the chain.
    public InMemory {
      chain = List.copyOf(chain);
    }

    @Override
    public String toString() {
      return "certificate in memory";
    }
  }

  /// PEM files with a key that is not encrypted.
  static TlsIdentity pem(Path chain, Path key) {
    return new PemFiles(chain, key, null);
  }

  /// PEM files with an encrypted key.
  static TlsIdentity pem(Path chain, Path key, String password) {
    return new PemFiles(chain, key, password);
  }

  /// A PKCS#12 file.
  static TlsIdentity pkcs12(Path file, String password) {
    return new Pkcs12File(file, password);
  }

  /// A certificate and key the program holds.
  static TlsIdentity inMemory(List<X509Certificate> chain, PrivateKey key) {
    return new InMemory(chain, key);
  }
}
