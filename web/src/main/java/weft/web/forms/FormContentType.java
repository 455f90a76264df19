package weft.web.forms;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.Ascii;

/// A content type as far as forms need it.
///
/// @param name `type/subtype`, lower case
/// @param charset its parameter of that name; null without one
/// @param boundary its parameter of that name; null without one
/// @param isBroken whether its parameters are not as RFC 9110 §8.3.1 says
record FormContentType(
    String name, @Nullable String charset, @Nullable String boundary, boolean isBroken) {
  /// RFC 2046 §5.1.1.
  private static final int BOUNDARY_LENGTH_MAX = 70;

  static FormContentType parse(String text) {
    int semicolon = text.indexOf(';');
    String name = semicolon < 0 ? text : text.substring(0, semicolon);
    String charset = null;
    String boundary = null;
    boolean twice = false;
    FieldParameters parameters =
        new FieldParameters(text, semicolon < 0 ? text.length() : semicolon);
    while (parameters.next()) {
      switch (parameters.name()) {
        case "charset" -> charset = parameters.value();
        case "boundary" -> {
          twice |= boundary != null;
          boundary = parameters.value();
        }
        default -> {}
      }
    }
    return new FormContentType(
        name.strip().toLowerCase(Locale.ROOT), charset, boundary, twice || parameters.isBroken());
  }

  /// The boundary of a `multipart/form-data`.
  ///
  /// @throws FormError when it is another type, or has no boundary
  static String boundary(@Nullable String contentType) {
    FormContentType type = contentType == null ? null : parse(contentType);
    if (type == null || !type.name.equals("multipart/form-data")) {
      throw FormFault.CONTENT_TYPE.error("the body is not multipart/form-data");
    }
    String boundary = type.boundary;
    if (type.isBroken || boundary == null || !isBoundary(boundary)) {
      throw FormFault.BOUNDARY.error("the content type has no usable boundary");
    }
    return boundary;
  }

  /// The charset of that name.
  ///
  /// @throws FormError when it is not known
  static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      throw FormFault.CHARSET.error("the charset of a part is not known here");
    }
  }

  /// RFC 2046 §5.1.1: `bchars`, not ending with a blank.
  private static boolean isBoundary(String boundary) {
    return !boundary.isEmpty()
        && boundary.length() <= BOUNDARY_LENGTH_MAX
        && !boundary.endsWith(" ")
        && boundary.chars().allMatch(FormContentType::isBoundaryCharacter);
  }

  private static boolean isBoundaryCharacter(int c) {
    int lower = Ascii.lower(c);
    boolean isLetter = lower >= 'a' && lower <= 'z';
    return isLetter || Ascii.isDigit(c) || "'()+_,-./:=? ".indexOf(c) >= 0;
  }
}
