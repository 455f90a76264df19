package weft.http.client;

import java.util.Locale;
import java.util.Set;
import weft.http.Ascii;
import weft.http.FieldList;

/// The fields users give a request: checked, without those that frame messages.
final class RequestFields {
  private static final Set<String> MANAGED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private RequestFields() {}

  /// Refuses what cannot be sent, or is not the user's to say.
  ///
  /// @throws IllegalArgumentException says why
  static void check(String name, String value) {
    if (MANAGED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("field " + name + " is managed by the client");
    }
    new FieldList().add(name, value);
  }

  /// Refuses what is no method.
  ///
  /// @throws IllegalArgumentException says why
  static void checkMethod(String method) {
    if (!Ascii.isToken(method)) {
      throw new IllegalArgumentException("a method is not a token");
    }
    if (method.equals("CONNECT")) {
      throw new IllegalArgumentException("CONNECT is for proxies, see ClientOptions.withProxies");
    }
  }
}
