package weft.examples.secure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import weft.http.Hsts;
import weft.hub.tls.ClientAuthentication;
import weft.hub.tls.TlsOptions;
import weft.hub.tls.TlsVersion;
import weft.web.App;
import weft.web.options.HttpsSettings;
import weft.web.options.ServerOptions;

/// The same app over HTTP and HTTPS.
///
/// Without a certificate it makes one for development; `--tls-certificate` and `--tls-key` give it
/// another.
public final class Secure {
  private Secure() {}

  /// Serves on ports 8080 and 8443, unless flags say otherwise.
  public static void main(String[] flags) {
    HttpsSettings https = HttpsSettings.DEFAULTS.withPort(8443);
    app().run(ServerOptions.DEFAULTS.withHttps(https), flags);
  }

  /// The app, not started.
  static App app() {
    App app = App.create();
    app.get("/", (req, res) -> res.text("Hello, securely"));
    return app;
  }

  /// For a public site that is to be reached by TLS only. Behind a firewall that hands port 443 on
  /// to 8443.
  static HttpsSettings tlsOnly(Path certificate, Path key) {
    return HttpsSettings.DEFAULTS
        .withPort(8443)
        .withCertificate(certificate)
        .withKey(key)
        .withRedirectPort(443)
        .withHsts(Hsts.of(Duration.ofDays(365)));
  }

  /// For services that know each other: TLS 1.3 alone, and nobody without a certificate that the
  /// authority has signed.
  static HttpsSettings amongServices(Path certificate, Path key, Path authority) {
    TlsOptions tls =
        TlsOptions.DEFAULTS
            .withMinimumVersion(TlsVersion.TLS_1_3)
            .withClientAuthentication(ClientAuthentication.NEED)
            .withTrustAnchors(List.of(authority));
    return HttpsSettings.DEFAULTS
        .withPort(8443)
        .withCertificate(certificate)
        .withKey(key)
        .withTls(tls);
  }
}
