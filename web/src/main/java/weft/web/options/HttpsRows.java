package weft.web.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.ClientAuthentication;
import weft.hub.tls.TlsOptions;
import weft.hub.tls.TlsProviderChoice;
import weft.hub.tls.TlsVersion;

/// Options about TLS.
final class HttpsRows {
  private static final TextOption FILE =
      new TextOption("a path, empty for none", text -> text.indexOf('\0') < 0);

  private static final Set<String> AIMS =
      Set.of(
          "tls-certificate",
          "tls-key",
          "tls-key-password",
          "tls-client-authentication",
          "tls-trust",
          "tls-revocation-list");

  private HttpsRows() {}

  /// Whether who sets an option wants to listen for TLS, rather than to say how if at all.
  static boolean wantsTls(Option<?> option) {
    return AIMS.contains(option.name());
  }

  static boolean isPort(Option<?> option) {
    return option.name().equals("tls-port");
  }

  static List<Option<?>> rows() {
    OptionRows<HttpsSettings> rows =
        new OptionRows<>(ServerOptions::https, ServerOptions::withHttps);
    rows.number(
        "tls-port",
        new PortOption(),
        "TCP port to listen on for TLS; 0 picks a free one",
        HttpsSettings::port,
        (https, port) -> https.withPort((int) port));
    rows.add(
        "tls-certificate",
        FILE,
        "PEM file with the certificate chain, or PKCS#12 file; without one a development certificate"
            + " is made",
        https -> text(https.certificate()),
        (https, file) -> https.withCertificate(path(file)));
    rows.add(
        "tls-key",
        FILE,
        "PEM file with the private key, unless it stands in the certificate's file",
        https -> text(https.key()),
        (https, file) -> https.withKey(path(file)));
    rows.add(
        "tls-key-password",
        new TextOption("any text, empty for none", _ -> true),
        "Password of the key or the PKCS#12 file; better given by its variable than by its flag",
        https -> https.keyPassword() == null ? "" : https.keyPassword(),
        (https, text) -> https.withKeyPassword(text.isEmpty() ? null : text));
    return rows.rows();
  }

  static List<Option<?>> tlsRows() {
    OptionRows<TlsOptions> rows =
        new OptionRows<>(
            options -> options.https().tls(),
            (options, tls) -> options.withHttps(options.https().withTls(tls)));
    rows.add(
        "tls-minimum-version",
        new ChoiceOption<>(TlsVersion.class),
        "Oldest version of TLS spoken",
        TlsOptions::minimumVersion,
        TlsOptions::withMinimumVersion);
    rows.add(
        "tls-ciphers",
        new TextOption("names with commas between, empty for modern ones", _ -> true),
        "IANA names of cipher suites, the preferred first",
        tls -> String.join(",", tls.ciphers()),
        (tls, names) ->
            tls.withCiphers(names.isEmpty() ? List.of() : List.of(names.split(",", -1))));
    rows.add(
        "tls-client-authentication",
        new ChoiceOption<>(ClientAuthentication.class),
        "Whether clients are asked for certificates, and refused without one",
        TlsOptions::clientAuthentication,
        TlsOptions::withClientAuthentication);
    rows.add(
        "tls-trust",
        FILE,
        "PEM file with the authorities that clients' certificates must come from",
        tls -> tls.trustAnchors().isEmpty() ? "" : tls.trustAnchors().getFirst().toString(),
        (tls, file) -> tls.withTrustAnchors(file.isEmpty() ? List.of() : List.of(Path.of(file))));
    rows.add(
        "tls-revocation-list",
        FILE,
        "CRL file, PEM or DER, that clients' certificates are held against",
        tls -> tls.revocationLists().isEmpty() ? "" : tls.revocationLists().getFirst().toString(),
        (tls, file) ->
            tls.withRevocationLists(file.isEmpty() ? List.of() : List.of(Path.of(file))));
    rows.add(
        "tls-handshake-timeout",
        new DurationOption(Duration.ofMillis(1), Duration.ofHours(1)),
        "Time for a handshake",
        tls -> Duration.ofNanos(tls.handshakeTimeoutNanos()),
        (tls, time) -> tls.withHandshakeTimeoutNanos(time.toNanos()));
    rows.number(
        "tls-handshakes-per-second",
        new IntegerOption(0, 1_000_000, "handshakes"),
        "Handshakes per second from one address; 0 for any number",
        TlsOptions::handshakesPerSecond,
        (tls, count) -> tls.withHandshakesPerSecond((int) count));
    rows.add(
        "tls-key-log",
        FILE,
        "File for the secrets of connections, for debugging; it opens every recorded connection",
        tls -> text(tls.keyLog()),
        (tls, file) -> tls.withKeyLog(path(file)));
    rows.add(
        "tls-provider",
        new ChoiceOption<>(TlsProviderChoice.class),
        "Who does the cryptography; auto is BoringSSL where its library loads",
        TlsOptions::provider,
        TlsOptions::withProvider);
    return rows.rows();
  }

  private static String text(@Nullable Path path) {
    return path == null ? "" : path.toString();
  }

  private static @Nullable Path path(String text) {
    return text.isEmpty() ? null : Path.of(text);
  }
}
