package weft.http;

/// What may be said of a request that a server makes in its client's place: "Promised requests MUST
/// be safe … and cacheable" and "cannot include any content or a trailer section" ([RFC 9113
/// §8.4](https://www.rfc-editor.org/rfc/rfc9113#section-8.4)).
final class PromiseRules {
  /// Longest target, in characters: as much as a request line may have.
  private static final int TARGET_LENGTH_MAX = 8192;

  private PromiseRules() {}

  /// Refuses what is no path, with or without a query.
  static void checkTarget(String target) {
    if (target.isEmpty() || target.charAt(0) != '/') {
      throw new IllegalArgumentException("a promised target does not begin with a slash");
    }
    if (target.length() > TARGET_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a promised target of " + target.length() + " characters exceeds " + TARGET_LENGTH_MAX);
    }
    for (int index = 0; index < target.length(); index++) {
      if (!fits(target, index)) {
        throw new IllegalArgumentException(
            "a promised target is not encoded at character " + index);
      }
    }
  }

  /// As the parser of targets wants it, so that no promise is made that it would refuse.
  private static boolean fits(String target, int index) {
    char value = target.charAt(index);
    if (value <= ' ' || value >= 0x7f || "\"#<>\\".indexOf(value) >= 0) {
      return false;
    }
    return value != '%' || Ascii.percentDecoded(target, index) >= 0;
  }

  /// The fields of a promised request.
  ///
  /// @param pairs names and values in turn
  static FieldList fields(String... pairs) {
    if (pairs.length % 2 != 0) {
      throw new IllegalArgumentException("a promised field has no value");
    }
    FieldList fields = new FieldList();
    for (int index = 0; index < pairs.length; index += 2) {
      int id = FieldNames.id(pairs[index]);
      if (isManaged(id)) {
        throw new IllegalArgumentException(
            "field " + FieldNames.name(id) + " has no place in a promised request");
      }
      fields.add(id, pairs[index], pairs[index + 1]);
    }
    return fields;
  }

  /// Whether a field routes a request, announces a body or belongs to a connection.
  private static boolean isManaged(int id) {
    return switch (id) {
      case FieldNames.HOST,
          FieldNames.CONNECTION,
          FieldNames.CONTENT_LENGTH,
          FieldNames.TRANSFER_ENCODING,
          FieldNames.EXPECT,
          FieldNames.UPGRADE,
          FieldNames.TE,
          FieldNames.TRAILER,
          FieldNames.KEEP_ALIVE,
          FieldNames.PROXY_CONNECTION ->
          true;
      default -> false;
    };
  }
}
