package weft.web.options;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsConfigError;
import weft.hub.tls.TlsIdentity;
import weft.hub.tls.TlsOptions;

/// Whether and how a server also listens for TLS.
///
/// @param port TCP port, 0 to 65535; 0 picks a free one, [#OFF] is none
/// @param certificate a PEM file with the certificate chain, or a PKCS#12 file (`.p12`, `.pfx`);
///   null for the identities of `tls`, or a development certificate when that has none
/// @param key a PEM file with the private key; null when it stands in the certificate's file
/// @param keyPassword of the key or the PKCS#12 file; null for none
/// @param tls everything else
public record HttpsSettings(
    int port,
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable String keyPassword,
    TlsOptions tls) {
  /// No port.
  public static final int OFF = -1;

  /// No TLS; a development certificate if it is turned on.
  public static final HttpsSettings DEFAULTS =
      new HttpsSettings(OFF, null, null, null, TlsOptions.DEFAULTS);

  /// Refuses what cannot be a port.
  public HttpsSettings {
    if (port < OFF || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not in 0 to 65535, or -1");
    }
  }

  /// Whether TLS is wanted.
  public boolean isOn() {
    return port != OFF;
  }

  /// Whether a development certificate serves for want of another.
  public boolean isForDevelopment() {
    return certificate == null && tls.identities().isEmpty();
  }

  /// The settings with the certificate among them.
  ///
  /// @throws TlsConfigError when a development certificate cannot be made
  public TlsOptions withCertificate() throws TlsConfigError {
    if (certificate != null) {
      return tls.withIdentity(identity(certificate));
    }
    return isForDevelopment() ? tls.withIdentity(DevelopmentCertificate.obtain().identity()) : tls;
  }

  private TlsIdentity identity(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".p12") || name.endsWith(".pfx")) {
      return TlsIdentity.pkcs12(file, keyPassword == null ? "" : keyPassword);
    }
    Path keyFile = key == null ? file : key;
    return keyPassword == null
        ? TlsIdentity.pem(file, keyFile)
        : TlsIdentity.pem(file, keyFile, keyPassword);
  }

  /// The same on another port, or [#OFF].
  public HttpsSettings withPort(int port) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls);
  }

  /// The same with another certificate.
  public HttpsSettings withCertificate(@Nullable Path certificate) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls);
  }

  /// The same with another key.
  public HttpsSettings withKey(@Nullable Path key) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls);
  }

  /// The same with another password.
  public HttpsSettings withKeyPassword(@Nullable String keyPassword) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls);
  }

  /// The same with other settings.
  public HttpsSettings withTls(TlsOptions tls) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls);
  }

  /// Without the password.
  @Override
  public String toString() {
    return "HttpsSettings[port=" + port + ", certificate=" + certificate + ", key=" + key + "]";
  }
}
