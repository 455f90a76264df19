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
  /// The origin of an absolute URI.
  ///
  /// @throws IllegalArgumentException when it is not one that can be called
  static Origin of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("the scheme of " + uri + " is neither http nor https");
    }
    if (uri.getRawUserInfo() != null) {
      // "A sender MUST NOT generate the userinfo subcomponent": it ends up in logs.
      // https://www.rfc-editor.org/rfc/rfc9110#section-4.2.4
      throw new IllegalArgumentException(
          "a URI carries no user or password; set the Authorization field instead");
    }
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw new IllegalArgumentException("no host in " + uri);
    }
    int port = uri.getPort() < 0 ? defaultPort(scheme) : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " of " + uri + " is not in 1 to 65535");
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
      throw new IllegalArgumentException("not a URI: " + malformed.getMessage(), malformed);
    }
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
