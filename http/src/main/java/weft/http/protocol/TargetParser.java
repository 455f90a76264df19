package weft.http.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;
import weft.http.Ascii;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Takes request targets apart: origin form, absolute form, and the asterisk of `OPTIONS *`.
///
/// Strict where readers could differ: no fragment, no control, no byte above 127, no quote, angle
/// bracket or backslash, no broken escape in the path, no user in an authority. The characters `[ ]
/// { } | ^` and the backtick are taken although RFC 3986 wants them escaped: browsers send them
/// bare.
///
/// The bytes handed in are visible ASCII already. Confined to a hub.
public final class TargetParser {
  private static final boolean[] REFUSED = new boolean[256];

  static {
    for (int value = 0; value < 256; value++) {
      REFUSED[value] = value <= ' ' || value >= 0x7f || "\"#<>\\".indexOf(value) >= 0;
    }
  }

  private final InternTable<RequestTarget> known = new InternTable<>();

  /// Knows no target yet.
  public TargetParser() {}

  /// Parses a target.
  ///
  /// @param length bytes, at least 1
  /// @param methodId from [Methods]
  /// @return `null` when it is malformed, or does not go with the method
  @HotPath
  public @Nullable RequestTarget parse(long address, int length, int methodId) {
    RequestTarget target = known.get(address, length);
    return target != null ? target : parseSlow(address, length, methodId);
  }

  private @Nullable RequestTarget parseSlow(long address, int length, int methodId) {
    for (int index = 0; index < length; index++) {
      if (REFUSED[Memory.getByte(address + index) & 0xff]) {
        return null;
      }
    }
    byte[] bytes = new byte[length];
    Memory.copyOut(address, bytes, 0, length);
    String text = new String(bytes, ISO_8859_1);
    if (text.equals("*")) {
      return methodId == Methods.OPTIONS ? new RequestTarget(text, text, null, null) : null;
    }
    RequestTarget target =
        text.charAt(0) == '/' ? origin(text, text, null) : absolute(text, methodId);
    if (target != null && target.authority() == null && known.wants(address, length)) {
      known.put(address, length, target);
    }
    return target;
  }

  /// @param rest path and query
  private static @Nullable RequestTarget origin(
      String text, String rest, @Nullable String authority) {
    int mark = rest.indexOf('?');
    String path = mark < 0 ? rest : rest.substring(0, mark);
    return hasBrokenEscape(path)
        ? null
        : new RequestTarget(text, path, mark < 0 ? null : rest.substring(mark + 1), authority);
  }

  private static @Nullable RequestTarget absolute(String text, int methodId) {
    int scheme = schemeLength(text);
    if (scheme == 0) {
      return null;
    }
    int end = scheme;
    while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
      end++;
    }
    String authority = text.substring(scheme, end);
    // "A sender MUST NOT generate an "http" URI with an empty host identifier. A recipient that
    // processes such a URI reference MUST reject it as invalid."
    // https://www.rfc-editor.org/rfc/rfc9110#section-4.2.1
    if (authority.isEmpty() || authority.charAt(0) == ':' || !Authority.isValid(authority)) {
      return null;
    }
    String rest = text.substring(end);
    if (rest.isEmpty()) {
      return new RequestTarget(text, methodId == Methods.OPTIONS ? "*" : "/", null, authority);
    }
    return origin(text, rest.charAt(0) == '?' ? "/" + rest : rest, authority);
  }

  private static int schemeLength(String text) {
    if (text.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return text.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
  }

  private static boolean hasBrokenEscape(String path) {
    for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
      if (Ascii.percentDecoded(path, at) < 0) {
        return true;
      }
    }
    return false;
  }
}
