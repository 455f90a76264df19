package weft.http.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Scheme, host and port: what connections are made to (RFC 9110 §4.3.1).
///
/// @param scheme `http` or `https`
/// @param host lower case; an IPv6 address without brackets
/// @param port 1 to 65535
record Origin(String scheme, String host, int port) {
  /// Characters of a URI that an error tells.
  private static final int SHOWN_MAX = 256;

  /// The origin of an absolute URI.
  ///
  /// @throws IllegalArgumentException when it is not one that can be called
  static Origin of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refused(
          uri.toString(),
          scheme.isEmpty()
              ? "it does not begin with http:// or https://"
              : "its scheme is neither http nor https");
    }
    if (uri.getRawUserInfo() != null) {
      // "A sender MUST NOT generate the userinfo subcomponent": it ends up in logs.
      // https://www.rfc-editor.org/rfc/rfc9110#section-4.2.4
      throw refused(
          uri.toString(), "it carries a user or password; set the Authorization field instead");
    }
    if (uri.getRawAuthority() == null) {
      throw refused(uri.toString(), "it has no host");
    }
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw refused(
          uri.toString(),
          "its host is not a name of letters, digits, hyphens and dots, nor an address, or its port"
              + " no number");
    }
    int port = uri.getPort() < 0 ? defaultPort(scheme) : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw refused(uri.toString(), "its port is not in 1 to 65535");
    }
    return new Origin(scheme, bare(host).toLowerCase(Locale.ROOT), port);
  }

  /// Reads a URI whose letters beyond ASCII are then escaped.
  ///
  /// @throws IllegalArgumentException when it is malformed
  static URI uri(String text) {
    try {
      return new URI(new URI(text).toASCIIString());
    } catch (URISyntaxException malformed) {
      throw refused(text, malformed.getReason() + " at character " + (malformed.getIndex() + 1));
    }
  }

  /// What is wrong with a URI. Told are its scheme, host and path: user, password and query may be
  /// secret.
  static IllegalArgumentException refused(String uri, String reason) {
    int end = uri.indexOf('?');
    String shown = end < 0 ? uri : uri.substring(0, end);
    int slashes = shown.indexOf("//");
    int at = shown.lastIndexOf('@');
    if (slashes >= 0 && at > slashes) {
      shown = shown.substring(0, slashes + 2) + shown.substring(at + 1);
    }
    if (shown.length() > SHOWN_MAX) {
      shown = shown.substring(0, SHOWN_MAX) + "…";
    }
    return new IllegalArgumentException("the URI '" + shown + "' cannot be called: " + reason);
  }

  /// What a request asks the origin for: path and query.
  static String target(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  boolean isSecure() {
    return scheme.equals("https");
  }

  /// As it stands in Host and `:authority`: without the scheme's own port.
  String authority() {
    return port == defaultPort(scheme) ? literal() : hostAndPort();
  }

  /// With the port, as CONNECT names it.
  String hostAndPort() {
    return literal() + ":" + port;
  }

  private String literal() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  @Override
  public String toString() {
    return scheme + "://" + authority();
  }
}
