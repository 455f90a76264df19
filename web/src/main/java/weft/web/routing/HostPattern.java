package weft.web.routing;

import java.util.Locale;

/// A host name, or all subdomains of one.
///
/// @param suffix lower case; begins with a dot for subdomains
record HostPattern(String suffix) {
  /// Reads `api.example.com` or `*.example.com`.
  ///
  /// @throws IllegalArgumentException naming the host
  static HostPattern parse(String host) {
    String name = host.startsWith("*.") ? host.substring(1) : host;
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    boolean legal = !name.isEmpty() && !name.endsWith(".");
    for (int index = 0; index < name.length(); index++) {
      char c = name.charAt(index);
      legal &= c > ' ' && c < 0x7f && "/?#@*\\".indexOf(c) < 0 && (bracketed || c != ':');
    }
    if (!legal) {
      throw new IllegalArgumentException(
          "host '" + host + "' is neither a name without port nor '*.' and a name");
    }
    return new HostPattern(name.toLowerCase(Locale.ROOT));
  }

  boolean isWildcard() {
    return suffix.startsWith(".");
  }

  /// Whether an authority, with or without port, is this host. Case does not matter, RFC 9110
  /// §4.2.3.
  boolean matches(String authority) {
    int colon = authority.lastIndexOf(':');
    int end = colon > authority.lastIndexOf(']') ? colon : authority.length();
    if (end > 0 && authority.charAt(end - 1) == '.') {
      end--;
    }
    int length = suffix.length();
    int start = end - length;
    return (isWildcard() ? start > 0 : start == 0)
        && authority.regionMatches(true, start, suffix, 0, length);
  }
}
