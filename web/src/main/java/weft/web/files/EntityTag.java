package weft.web.files;

/// Lists of entity tags, [RFC 9110 §8.8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3).
final class EntityTag {
  private EntityTag() {}

  /// Whether a list of a request has a strong tag of ours, or `*`.
  ///
  /// @param weakly whether a weak tag of the same text counts too
  static boolean isIn(String list, String tag, boolean weakly) {
    if (list.strip().equals("*")) {
      return true;
    }
    int at = 0;
    while (at < list.length()) {
      char c = list.charAt(at);
      if (c == ' ' || c == '\t' || c == ',') {
        at++;
        continue;
      }
      boolean weak = list.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      if (open >= list.length() || list.charAt(open) != '"') {
        return false;
      }
      int close = list.indexOf('"', open + 1);
      if (close < 0) {
        return false;
      }
      if ((weakly || !weak) && close + 1 - open == tag.length() && list.startsWith(tag, open)) {
        return true;
      }
      at = close + 1;
    }
    return false;
  }
}
