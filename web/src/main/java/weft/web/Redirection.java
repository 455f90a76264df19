package weft.web;

/// What may be said to send a client elsewhere.
final class Redirection {
  private Redirection() {}

  /// Refuses a status that is no redirect, and a location that is not an encoded URI reference.
  ///
  /// @throws IllegalArgumentException then
  static void check(String location, int status) {
    switch (status) {
      case 301, 302, 303, 307, 308 -> {}
      default ->
          throw new IllegalArgumentException(
              "status " + status + " is no redirect, those are 301, 302, 303, 307 and 308");
    }
    if (location.isEmpty() || !location.chars().allMatch(Redirection::isLocationCharacter)) {
      throw new IllegalArgumentException("a redirect's location is not an encoded URI reference");
    }
  }

  /// Of what RFC 3986 excludes, braces, bars, carets and backquotes pass: the targets of requests
  /// have them, too, and nobody takes them for something else. Browsers take a backslash for a
  /// slash.
  private static boolean isLocationCharacter(int c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\';
  }
}
