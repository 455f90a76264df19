package weft.web.forms;

import java.util.Locale;
import weft.http.Ascii;

/// The parameters of a field's value, `; name=token` or `; name="quoted"`, RFC 9110 §5.6.6.
///
/// In a quoted value `\"` and `\\` are escapes, and any other backslash is itself: file names of
/// Windows come unescaped.
final class FieldParameters {
  private final String text;
  private int at;
  private String name = "";
  private String value = "";
  private boolean broken;

  /// @param from where the first semicolon is, or the end
  FieldParameters(String text, int from) {
    this.text = text;
    this.at = from;
  }

  /// Goes to the next parameter.
  ///
  /// @return false at the end and when the text is broken
  boolean next() {
    skipBlanks();
    if (at == text.length()) {
      return false;
    }
    if (text.charAt(at) != ';') {
      return fail();
    }
    at++;
    skipBlanks();
    int start = at;
    skipToken();
    if (at == start || at == text.length() || text.charAt(at) != '=') {
      return fail();
    }
    name = text.substring(start, at).toLowerCase(Locale.ROOT);
    at++;
    if (at < text.length() && text.charAt(at) == '"') {
      return readQuoted();
    }
    start = at;
    skipToken();
    value = text.substring(start, at);
    return at > start || fail();
  }

  /// The parameter's name, lower case.
  String name() {
    return name;
  }

  /// Its value, without quotes and escapes.
  String value() {
    return value;
  }

  /// Whether the text is not a list of parameters; after [#next] has said false.
  boolean isBroken() {
    return broken;
  }

  private boolean readQuoted() {
    StringBuilder unquoted = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        value = unquoted.toString();
        return true;
      }
      if (c == '\\' && at + 1 < text.length() && isEscapable(text.charAt(at + 1))) {
        at++;
        c = text.charAt(at);
      }
      unquoted.append(c);
    }
    return fail();
  }

  private static boolean isEscapable(char c) {
    return c == '"' || c == '\\';
  }

  private boolean fail() {
    broken = true;
    at = text.length();
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && Ascii.isBlank(text.charAt(at))) {
      at++;
    }
  }

  private void skipToken() {
    while (at < text.length() && text.charAt(at) < 0x80 && Ascii.isToken((byte) text.charAt(at))) {
      at++;
    }
  }
}
