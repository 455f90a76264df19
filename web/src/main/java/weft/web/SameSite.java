package weft.web;

/// When browsers send a cookie along with requests that other sites cause, [RFC 6265bis
/// §4.1.2.7](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis).
public enum SameSite {
  /// Never.
  STRICT("Strict"),
  /// Only when the user follows a link.
  LAX("Lax"),
  /// Always; browsers then insist on `Secure`.
  NONE("None");

  private final String written;

  SameSite(String written) {
    this.written = written;
  }

  String written() {
    return written;
  }
}
