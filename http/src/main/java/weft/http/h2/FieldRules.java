package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.Ascii;
import weft.http.FieldNames;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// What a field of HTTP/2 must not be ([RFC 9113
/// §8.2](https://www.rfc-editor.org/rfc/rfc9113#section-8.2)).
final class FieldRules {
  private static final int CONTENT_LENGTH_DIGITS_MAX = 18;

  private FieldRules() {}

  /// Judges a field that is no pseudo-header field.
  ///
  /// @param id from [FieldNames]
  /// @param nameLength 0 when the number says the name
  /// @return what is wrong with it, or `null`
  @HotPath
  static @Nullable Http2Fault judge(
      int id, long name, int nameLength, long value, int valueLength) {
    if (id == FieldNames.UNKNOWN && !isLowerToken(name, nameLength)) {
      return Http2Fault.BAD_FIELD_NAME;
    }
    if (!isValue(value, valueLength)) {
      return Http2Fault.BAD_FIELD_VALUE;
    }
    return switch (id) {
      case FieldNames.CONNECTION,
          FieldNames.TRANSFER_ENCODING,
          FieldNames.UPGRADE,
          FieldNames.KEEP_ALIVE,
          FieldNames.PROXY_CONNECTION ->
          Http2Fault.CONNECTION_FIELD;
      // "The only exception to this is the TE header field, which MAY be present in an HTTP/2
      // request; when it is, it MUST NOT contain any value other than "trailers"."
      // https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2
      case FieldNames.TE ->
          Ascii.equalsIgnoreCase(value, valueLength, "trailers")
              ? null
              : Http2Fault.CONNECTION_FIELD;
      default -> null;
    };
  }

  /// Whether a value has no control but tabs, and neither begins nor ends with a blank. May read
  /// eight bytes behind it.
  @HotPath
  static boolean isValue(long value, int length) {
    return length == 0
        || (Ascii.control(value, value + length) >= value + length
            && !Ascii.isBlank(Memory.getByte(value))
            && !Ascii.isBlank(Memory.getByte(value + length - 1)));
  }

  /// Reads a Content-Length.
  ///
  /// @return the number, or -1 when it is none
  @HotPath
  static long contentLength(long value, int length) {
    if (length == 0 || length > CONTENT_LENGTH_DIGITS_MAX) {
      return -1;
    }
    long number = 0;
    for (int index = 0; index < length; index++) {
      int digit = Memory.getByte(value + index) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  @HotPath
  private static boolean isLowerToken(long name, int length) {
    for (int index = 0; index < length; index++) {
      byte value = Memory.getByte(name + index);
      if (!Ascii.isToken(value) || (value >= 'A' && value <= 'Z')) {
        return false;
      }
    }
    return length > 0;
  }
}
