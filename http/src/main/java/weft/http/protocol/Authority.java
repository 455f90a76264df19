package weft.http.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;
import weft.http.Ascii;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// `uri-host [ ":" port ]` as in a Host field (RFC 9110 §7.2): a registered name or IPv4 address,
/// or an IP literal in brackets; no user, no path. May be empty. Keeps the hosts it sees often.
///
/// Confined to a hub.
public final class Authority {
  private static final int BYTES_MAX = 512;
  private static final int PORT_MAX = 65_535;

  private final InternTable<String> known = new InternTable<>();

  /// Knows no host yet.
  public Authority() {}

  /// Checks a Host field's value.
  ///
  /// @return the value as a string, or `null` when it is malformed
  @HotPath
  public @Nullable String parse(long address, int length) {
    if (length == 0) {
      return "";
    }
    String host = known.get(address, length);
    return host != null ? host : parseSlow(address, length);
  }

  private @Nullable String parseSlow(long address, int length) {
    if (length > BYTES_MAX) {
      return null;
    }
    byte[] bytes = new byte[length];
    Memory.copyOut(address, bytes, 0, length);
    String text = new String(bytes, ISO_8859_1);
    if (!isValid(text)) {
      return null;
    }
    if (known.wants(address, length)) {
      known.put(address, length, text);
    }
    return text;
  }

  /// Whether a text is `uri-host [ ":" port ]`.
  static boolean isValid(String text) {
    int end = text.startsWith("[") ? literalEnd(text) : nameEnd(text);
    return end >= 0 && (end == text.length() || isPort(text, end));
  }

  /// Behind the closing bracket of an IPv6 or future address (RFC 3986 §3.2.2), or -1.
  private static int literalEnd(String text) {
    int close = text.indexOf(']');
    if (close < 3) {
      return -1;
    }
    for (int index = 1; index < close; index++) {
      char value = text.charAt(index);
      if (Ascii.hex(value) < 0 && ":.".indexOf(value) < 0) {
        return -1;
      }
    }
    return text.indexOf(':') < 0 ? -1 : close + 1;
  }

  /// Behind a registered name: unreserved, sub-delims and whole escapes; or -1.
  private static int nameEnd(String text) {
    int index = 0;
    for (; index < text.length() && text.charAt(index) != ':'; index++) {
      char value = text.charAt(index);
      if (value == '%') {
        if (Ascii.percentDecoded(text, index) < 0) {
          return -1;
        }
        index += 2;
      } else if (!isNameCharacter(value)) {
        return -1;
      }
    }
    return index;
  }

  private static boolean isNameCharacter(char value) {
    return Ascii.isDigit(value)
        || (value >= 'a' && value <= 'z')
        || (value >= 'A' && value <= 'Z')
        || "-._~!$&'()*+,;=".indexOf(value) >= 0;
  }

  /// `":" *DIGIT`, at most 65535.
  private static boolean isPort(String text, int colon) {
    if (text.charAt(colon) != ':' || text.length() - colon > 6) {
      return false;
    }
    int port = 0;
    for (int index = colon + 1; index < text.length(); index++) {
      if (!Ascii.isDigit(text.charAt(index))) {
        return false;
      }
      port = port * 10 + text.charAt(index) - '0';
    }
    return port <= PORT_MAX;
  }
}
