package weft.web.files;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The field that tells clients to keep a body as a file, [RFC
/// 6266](https://www.rfc-editor.org/rfc/rfc6266).
public final class ContentDisposition {
  private static final String HEX = "0123456789ABCDEF";

  /// `attr-char` of RFC 8187 §3.2.1 beside letters and digits.
  private static final String UNENCODED = "!#$&+-.^_`|~";

  private static final int NAME_LENGTH_MAX = 255;

  private ContentDisposition() {}

  /// The value that offers a body as a file of this name. What no file name may have, and what may
  /// hide its extension, becomes `_`: slashes, controls, marks of direction, unpaired surrogates.
  ///
  /// @param fileName in any script; its last 255 characters count
  public static String attachment(String fileName) {
    String name = cleaned(fileName);
    StringBuilder value = new StringBuilder("attachment; filename=\"");
    boolean ascii = true;
    for (int index = 0; index < name.length(); index++) {
      char c = name.charAt(index);
      // A percent sign is decoded by some clients, and a quote or backslash ends the string there.
      boolean plain = c >= ' ' && c < 0x7f && c != '"' && c != '%';
      ascii &= plain;
      value.append(plain ? c : '_');
    }
    value.append('"');
    if (!ascii) {
      value.append("; filename*=UTF-8''");
      encode(name, value);
    }
    return value.toString();
  }

  private static String cleaned(String fileName) {
    StringBuilder name = new StringBuilder(Math.min(fileName.length(), NAME_LENGTH_MAX));
    for (int index = Math.max(0, fileName.length() - NAME_LENGTH_MAX);
        index < fileName.length(); ) {
      int c = fileName.codePointAt(index);
      index += Character.charCount(c);
      boolean unfit =
          c == '/'
              || c == '\\'
              || Character.isISOControl(c)
              || Character.getType(c) == Character.FORMAT
              || Character.getType(c) == Character.LINE_SEPARATOR
              || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
              || Character.getType(c) == Character.SURROGATE;
      name.appendCodePoint(unfit ? '_' : c);
    }
    return name.isEmpty() ? "file" : name.toString();
  }

  private static void encode(String name, StringBuilder value) {
    for (byte octet : name.getBytes(UTF_8)) {
      char c = (char) (octet & 0xff);
      if ((c >= '0' && c <= '9')
          || (c >= 'A' && c <= 'Z')
          || (c >= 'a' && c <= 'z')
          || UNENCODED.indexOf(c) >= 0) {
        value.append(c);
      } else {
        value.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
  }
}
