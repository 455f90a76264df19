package weft.web.options;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.Hsts;
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
/// @param tls everything else about TLS
/// @param redirectPort where requests on the plain port are sent: the TLS port as clients see it, 0
///   for the one listened on; [#OFF] answers them instead
/// @param hsts what responses over TLS say about coming by TLS only; null for nothing
public record HttpsSettings(
    int port,
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable String keyPassword,
    TlsOptions tls,
    int redirectPort,
    @Nullable Hsts hsts) {
  /// No port.
  public static final int OFF = -1;

  /// No TLS; a development certificate if it is turned on.
  public static final HttpsSettings DEFAULTS =
      new HttpsSettings(OFF, null, null, null, TlsOptions.DEFAULTS, OFF, null);

  /// Refuses what cannot be a port, and what needs TLS without it.
  public HttpsSettings {
    if (port < OFF || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not in 0 to 65535, or -1");
    }
    if (redirectPort < OFF || redirectPort > 65_535) {
      throw new IllegalArgumentException(
          "redirectPort " + redirectPort + " is not in 0 to 65535, or -1");
    }
    if (redirectPort != OFF && port == OFF) {
      throw new IllegalArgumentException(
          "there is no TLS port to redirect to; set one by --tls-port, or leave --https-redirect"
              + " out");
    }
    if (hsts != null && port == OFF) {
      throw new IllegalArgumentException(
          "HSTS is told over TLS only, and there is no TLS port; set one by --tls-port, or leave"
              + " --hsts out");
    }
    // Browsers heed it once they trust the certificate (RFC 6797 §8.1), and then for the host,
    // which
    // is localhost, whatever the port and the program (§8.3), without a way past a certificate that
    // has changed (§8.4).
    if (hsts != null && !hsts.maxAge().isZero() && isForDevelopment(certificate, key, tls)) {
      throw new IllegalArgumentException(
          "with a certificate for development HSTS would lock browsers out of every other program"
              + " on localhost; give a certificate by --tls-certificate, or leave --hsts out");
    }
  }

  /// Whether TLS is wanted.
  public boolean isOn() {
    return port != OFF;
  }

  /// Whether a development certificate serves for want of another.
  public boolean isForDevelopment() {
    return isForDevelopment(certificate, key, tls);
  }

  private static boolean isForDevelopment(
      @Nullable Path certificate, @Nullable Path key, TlsOptions tls) {
    return certificate == null && key == null && tls.identities().isEmpty();
  }

  /// Whether requests on the plain port are sent to the TLS port.
  public boolean redirects() {
    return redirectPort != OFF;
  }

  /// The settings with the certificate among them.
  ///
  /// @throws TlsConfigError when there is a key without a certificate, or no development
  ///   certificate can be made
  public TlsOptions withCertificate() throws TlsConfigError {
    if (certificate != null) {
      return tls.withIdentity(identity(certificate));
    }
    if (key != null) {
      throw new TlsConfigError(
          "--tls-key",
          "there is no certificate to the key " + key,
          "give it by --tls-certificate, or leave the key out");
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
    return new HttpsSettings(port, certificate, key, keyPassword, tls, redirectPort, hsts);
  }

  /// The same with another certificate.
  public HttpsSettings withCertificate(@Nullable Path certificate) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls, redirectPort, hsts);
  }

  /// The same with another key.
  public HttpsSettings withKey(@Nullable Path key) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls, redirectPort, hsts);
  }

  /// The same with another password.
  public HttpsSettings withKeyPassword(@Nullable String keyPassword) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls, redirectPort, hsts);
  }

  /// The same with other settings.
  public HttpsSettings withTls(TlsOptions tls) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls, redirectPort, hsts);
  }

  /// The same with requests on the plain port sent to another port; 0 for the TLS port, [#OFF] has
  /// them answered.
  public HttpsSettings withRedirectPort(int redirectPort) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls, redirectPort, hsts);
  }

  /// The same with another HSTS, or none.
  public HttpsSettings withHsts(@Nullable Hsts hsts) {
    return new HttpsSettings(port, certificate, key, keyPassword, tls, redirectPort, hsts);
  }

  /// Without the password.
  @Override
  public String toString() {
    return "HttpsSettings[port=" + port + ", certificate=" + certificate + ", key=" + key + "]";
  }
}
