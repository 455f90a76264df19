package weft.web.forms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/// Makes a name that a client chose fit for a file in a folder of ours, on any system.
final class SafeFileName {
  /// Bytes of UTF-8 that usual file systems take in a name.
  private static final int BYTES_MAX = 255;

  /// Bytes of an ending, its dot included, that is kept when a name is cut.
  private static final int ENDING_BYTES_MAX = 32;

  private static final String UNNAMED = "unnamed";

  /// Devices of Windows, whatever ending they have.
  private static final Set<String> RESERVED =
      Set.of("con", "prn", "aux", "nul", "conin$", "conout$", "clock$");

  private SafeFileName() {}

  /// The last segment of a path, without what is no letter of a name somewhere: separators, control
  /// and formatting characters, `<>:"|?*`; without dots and blanks at its ends and without a minus
  /// in front; no name of a device; at most 255 bytes; never empty.
  static String of(String name) {
    int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
    String clean = cleaned(Normalizer.normalize(name.substring(slash + 1), Normalizer.Form.NFC));
    String trimmed = trimmed(clean);
    if (trimmed.isEmpty()) {
      return UNNAMED;
    }
    return cut(isReserved(trimmed) ? "_" + trimmed : trimmed);
  }

  private static String cleaned(String name) {
    StringBuilder clean = new StringBuilder(name.length());
    name.codePoints().forEach(point -> clean.appendCodePoint(isSafe(point) ? point : '_'));
    return clean.toString();
  }

  private static boolean isSafe(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> "<>:\"|?*/\\".indexOf(point) < 0;
    };
  }

  private static String trimmed(String name) {
    int start = 0;
    int end = name.length();
    while (start < end && isOuter(name.charAt(start))) {
      start++;
    }
    while (end > start && isOuter(name.charAt(end - 1))) {
      end--;
    }
    String inner = name.substring(start, end);
    // Commands take a leading minus for an option.
    return inner.startsWith("-") ? "_" + inner.substring(1) : inner;
  }

  private static boolean isOuter(char c) {
    return c == '.' || Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isReserved(String name) {
    int dot = name.indexOf('.');
    String stem = (dot < 0 ? name : name.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
    boolean isPort = stem.length() == 4 && (stem.startsWith("com") || stem.startsWith("lpt"));
    return RESERVED.contains(stem) || (isPort && "0123456789¹²³".indexOf(stem.charAt(3)) >= 0);
  }

  /// Cuts the stem, so that a short ending stays.
  private static String cut(String name) {
    int excess = name.getBytes(UTF_8).length - BYTES_MAX;
    if (excess <= 0) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot);
    if (ending.getBytes(UTF_8).length > ENDING_BYTES_MAX) {
      ending = "";
    }
    String stem = name.substring(0, name.length() - ending.length());
    int end = stem.length();
    while (excess > 0) {
      int point = stem.codePointBefore(end);
      end -= Character.charCount(point);
      excess -= Character.toString(point).getBytes(UTF_8).length;
    }
    return trimmed(stem.substring(0, end)) + ending;
  }
}
