package weft.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.http.Ascii;

/// A cookie to be set, RFC 6265 §4.1, and the prefixes of [cookies as layers](
/// https://datatracker.ietf.org/doc/draft-ietf-httpbis-layered-cookies/): `__Secure-`, `__Host-`,
/// `__Http-` and `__Host-Http-`.
///
/// @param name a token
/// @param value any of the characters cookies allow: no blank, quote, comma, semicolon, backslash
///   or control
/// @param path begins with a slash
/// @param domain null for exactly the host that sets it, which is the safe choice
/// @param maxAge null for the browser's session, zero to delete, else 1 second to 400 days, whole
///   seconds of which count
/// @param secure whether it travels over TLS only
/// @param httpOnly whether scripts cannot read it
/// @param sameSite about requests that other sites cause
/// @param partitioned whether pages that show ours in a frame have one each ([cookies having
///   independent partitioned
///   state](https://www.ietf.org/archive/id/draft-cutler-httpbis-partitioned-cookies-01.html))
public record Cookie(
    String name,
    String value,
    String path,
    @Nullable String domain,
    @Nullable Duration maxAge,
    boolean secure,
    boolean httpOnly,
    SameSite sameSite,
    boolean partitioned) {
  /// Bytes of name and value together that every browser keeps, RFC 6265bis §5.6.
  private static final int PAIR_LENGTH_MAX = 4096;

  private static final Duration AGE_MAX = Duration.ofDays(400);

  /// Refuses what browsers would drop or misread.
  public Cookie {
    if (!Ascii.isToken(name)) {
      throw new IllegalArgumentException("cookie name '" + name + "' is not a token");
    }
    if (!value.chars().allMatch(Cookie::isValueCharacter)) {
      throw new IllegalArgumentException(
          "the value of cookie '" + name + "' has a character that cookies do not allow");
    }
    if (name.length() + value.length() > PAIR_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "cookie '" + name + "' is longer than " + PAIR_LENGTH_MAX + " bytes");
    }
    if (!path.startsWith("/") || !path.chars().allMatch(Cookie::isAttributeCharacter)) {
      throw new IllegalArgumentException("cookie path '" + path + "' is not an absolute path");
    }
    if (domain != null && (domain.isEmpty() || !domain.chars().allMatch(Cookie::isHostCharacter))) {
      throw new IllegalArgumentException("cookie domain '" + domain + "' is not a host name");
    }
    if (maxAge != null && !isAge(maxAge)) {
      throw new IllegalArgumentException(
          "the age of cookie '" + name + "' is " + maxAge + ", not 0 or 1 second to 400 days");
    }
    if (sameSite == SameSite.NONE && !secure) {
      throw new IllegalArgumentException("cookie '" + name + "' with SameSite=None must be Secure");
    }
    if (partitioned && !secure) {
      throw new IllegalArgumentException("cookie '" + name + "' with Partitioned must be Secure");
    }
    if ((hasPrefix(name, "__Http-") || hasPrefix(name, "__Host-Http-")) && !(secure && httpOnly)) {
      throw new IllegalArgumentException(
          "cookie '" + name + "' must be Secure and HttpOnly, its prefix says");
    }
    boolean host = hasPrefix(name, "__Host-");
    if ((host || hasPrefix(name, "__Secure-")) && !secure) {
      throw new IllegalArgumentException("cookie '" + name + "' must be Secure, its prefix says");
    }
    if (host && (domain != null || !path.equals("/"))) {
      throw new IllegalArgumentException(
          "cookie '" + name + "' must have path / and no domain, its prefix says");
    }
  }

  /// A session cookie for the whole host, hidden from scripts, `SameSite=Lax`; `Secure` only if its
  /// prefix demands it.
  public static Cookie of(String name, String value) {
    boolean secure =
        hasPrefix(name, "__Secure-") || hasPrefix(name, "__Host-") || hasPrefix(name, "__Http-");
    return new Cookie(name, value, "/", null, null, secure, true, SameSite.LAX, false);
  }

  /// The same for another path.
  public Cookie withPath(String path) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite, partitioned);
  }

  /// The same for a domain and all its subdomains.
  public Cookie withDomain(String domain) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite, partitioned);
  }

  /// The same with a life of its own, in whole seconds; zero deletes it.
  public Cookie withMaxAge(Duration maxAge) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite, partitioned);
  }

  /// The same over TLS only.
  public Cookie withSecure() {
    return new Cookie(name, value, path, domain, maxAge, true, httpOnly, sameSite, partitioned);
  }

  /// The same, readable by scripts.
  public Cookie withScriptAccess() {
    return new Cookie(name, value, path, domain, maxAge, secure, false, sameSite, partitioned);
  }

  /// The same with another rule about other sites.
  public Cookie withSameSite(SameSite sameSite) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite, partitioned);
  }

  /// The same, one for each page that shows ours in a frame; it must be Secure, and there
  /// `SameSite=None`.
  public Cookie withPartitioned() {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite, true);
  }

  /// The value of the `Set-Cookie` field.
  String header() {
    StringBuilder header = new StringBuilder(64);
    header.append(name).append('=').append(value).append("; Path=").append(path);
    if (domain != null) {
      header.append("; Domain=").append(domain);
    }
    if (maxAge != null) {
      header.append("; Max-Age=").append(maxAge.toSeconds());
    }
    if (secure) {
      header.append("; Secure");
    }
    if (httpOnly) {
      header.append("; HttpOnly");
    }
    header.append("; SameSite=").append(sameSite.written());
    return partitioned ? header.append("; Partitioned").toString() : header.toString();
  }

  /// Less than a second would be written as 0, which deletes the cookie.
  private static boolean isAge(Duration age) {
    return age.isZero() || (age.toSeconds() > 0 && age.compareTo(AGE_MAX) <= 0);
  }

  private static boolean hasPrefix(String name, String prefix) {
    return name.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private static boolean isValueCharacter(int c) {
    return c > ' ' && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
  }

  private static boolean isAttributeCharacter(int c) {
    return c >= ' ' && c < 0x7f && c != ';';
  }

  private static boolean isHostCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || c == '-'
        || c == '.';
  }
}
