package weft.web.files;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.Ascii;

/// A path below a folder that a client asked for, decoded once and safe to look up: it has no
/// segment that leads elsewhere, and no character that a file system may take for a separator.
///
/// @param name the segments with slashes between them; empty for the folder itself
/// @param isFolder whether it ended with a slash, or is the folder itself
record RequestedPath(String name, boolean isFolder) {
  /// Longest path, in characters as they came.
  private static final int LENGTH_MAX = 4096;

  /// Longest segment, in bytes: what file systems have.
  private static final int SEGMENT_BYTES_MAX = 255;

  private static final boolean HAS_DRIVES = File.separatorChar == '\\';

  /// Reads a path as it came, without the slash before it.
  ///
  /// @param hiddenToo whether segments may begin with a dot
  /// @return null when it is one that nothing is ever served for
  static @Nullable RequestedPath parse(String raw, boolean hiddenToo) {
    if (raw.length() > LENGTH_MAX) {
      return null;
    }
    StringBuilder name = new StringBuilder(raw.length());
    int start = 0;
    while (start < raw.length()) {
      int slash = raw.indexOf('/', start);
      int end = slash < 0 ? raw.length() : slash;
      String segment = decode(raw, start, end);
      if (segment == null || !isSafe(segment, hiddenToo)) {
        return null;
      }
      name.append(start == 0 ? "" : "/").append(segment);
      start = end + 1;
    }
    return new RequestedPath(name.toString(), raw.isEmpty() || raw.endsWith("/"));
  }

  private static boolean isSafe(String segment, boolean hiddenToo) {
    if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
      return false;
    }
    if (!hiddenToo && segment.charAt(0) == '.') {
      return false;
    }
    for (int index = 0; index < segment.length(); index++) {
      char c = segment.charAt(index);
      if (c < ' ' || c == 0x7f || c == '/' || c == '\\') {
        return false;
      }
    }
    return !HAS_DRIVES || isSafeWithDrives(segment);
  }

  /// Where a colon begins a stream of a file or a drive, dots and blanks at the end are dropped,
  /// and some names are devices in every folder.
  private static boolean isSafeWithDrives(String segment) {
    char last = segment.charAt(segment.length() - 1);
    if (segment.indexOf(':') >= 0 || segment.indexOf('~') >= 0 || last == '.' || last == ' ') {
      return false;
    }
    int dot = segment.indexOf('.');
    String stem = (dot < 0 ? segment : segment.substring(0, dot)).toUpperCase(Locale.ROOT).strip();
    return !stem.matches("CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT).");
  }

  /// Decodes a segment.
  ///
  /// @return null when an encoding is broken, the bytes are not UTF-8, or they are too many
  private static @Nullable String decode(String raw, int start, int end) {
    byte[] bytes = new byte[end - start];
    int length = 0;
    for (int index = start; index < end; index++) {
      char c = raw.charAt(index);
      if (c == '%') {
        // Never beyond the end: that is a slash, which is no digit.
        int octet = Ascii.percentDecoded(raw, index);
        if (octet < 0) {
          return null;
        }
        bytes[length++] = (byte) octet;
        index += 2;
      } else if (c >= 0x80) {
        // Not in a target that HTTP lets pass; elsewhere it stands for itself in no encoding.
        return null;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    return length > SEGMENT_BYTES_MAX ? null : text(bytes, length);
  }

  private static @Nullable String text(byte[] bytes, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException _) {
      // Overlong forms are among them, by which a slash could come twice encoded.
      return null;
    }
  }
}
