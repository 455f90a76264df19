package weft.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A proxy of HTTP/1.1 and what it wants to see.
///
/// @param origin where it listens
/// @param authorization value of Proxy-Authorization, or `null`
record ProxyAddress(Origin origin, @Nullable String authorization) {
  /// Reads `http://user:password@host:port`, or `host:port` alone.
  ///
  /// @throws IllegalArgumentException when it is malformed or not a proxy of HTTP
  static ProxyAddress parse(String text) {
    URI uri = Origin.uri(text.contains("://") ? text : "http://" + text);
    if (!"http".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException(
          "a proxy is reached by http://, not by " + uri.getScheme() + "://");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("no host in the proxy's address");
    }
    String user = uri.getRawUserInfo();
    Origin origin = Origin.of(Origin.uri("http://" + uri.getHost() + port(uri)));
    return new ProxyAddress(origin, user == null ? null : basic(user));
  }

  private static String port(URI uri) {
    return uri.getPort() < 0 ? "" : ":" + uri.getPort();
  }

  private static String basic(String user) {
    // A plus is a plus in a URI; the decoder thinks of forms.
    String plain = URLDecoder.decode(user.replace("+", "%2B"), UTF_8);
    String pair = plain.contains(":") ? plain : plain + ":";
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  /// Without the password.
  @Override
  public String toString() {
    return origin.toString();
  }
}
