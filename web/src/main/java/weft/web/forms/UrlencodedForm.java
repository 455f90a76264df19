package weft.web.forms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import weft.http.Ascii;

/// `application/x-www-form-urlencoded`, [URL Standard
/// §5.1](https://url.spec.whatwg.org/#urlencoded-parsing): `+` is a blank, a name without `=` has
/// an empty value.
///
/// Unlike there, percent signs without two digits and texts that are not UTF-8 are refused.
public final class UrlencodedForm {
  private static final String TYPE = "application/x-www-form-urlencoded";

  private final byte[] bytes;
  private final int keysMax;
  private final BiFunction<FormFault, String, RuntimeException> errors;
  private final List<String> pairs = new ArrayList<>();

  private UrlencodedForm(
      byte[] bytes, int keysMax, BiFunction<FormFault, String, RuntimeException> errors) {
    this.bytes = bytes;
    this.keysMax = keysMax;
    this.errors = errors;
  }

  /// Reads a body.
  ///
  /// @param contentType of the request; null for none, which an empty body may have
  /// @param body without a limit of its own: the form's count
  /// @param length bytes it will have, -1 when nobody said
  /// @throws FormError when it is no such form, or passes a limit
  public static NamedValues read(
      @Nullable String contentType, InputStream body, long length, FormLimits limits)
      throws IOException {
    if (contentType == null && length == 0) {
      return NamedValues.EMPTY;
    }
    checkType(contentType);
    int bytesMax = limits.bytesMax();
    if (length > bytesMax) {
      throw tooLarge(bytesMax);
    }
    byte[] bytes = body.readNBytes(bytesMax + 1);
    if (bytes.length > bytesMax) {
      throw tooLarge(bytesMax);
    }
    return parse(bytes, limits.keysMax(), FormFault::error);
  }

  /// Reads a form, or a query, which has its form.
  ///
  /// @param bytes changed
  /// @param keysMax pairs of key and value, repeated keys counted each time
  /// @param errors makes of a fault and its sentence what is to be thrown
  public static NamedValues parse(
      byte[] bytes, int keysMax, BiFunction<FormFault, String, RuntimeException> errors) {
    UrlencodedForm form = new UrlencodedForm(bytes, keysMax, errors);
    for (int start = 0; start < bytes.length; ) {
      int end = form.indexOf('&', start, bytes.length);
      if (end > start) {
        form.addPair(start, end);
      }
      start = end + 1;
    }
    return new NamedValues(form.pairs);
  }

  private static void checkType(@Nullable String contentType) {
    FormContentType type = contentType == null ? null : FormContentType.parse(contentType);
    if (type == null || !type.name().equals(TYPE)) {
      throw FormFault.CONTENT_TYPE.error("the body is not " + TYPE);
    }
    String charset = type.charset();
    if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
      throw FormFault.CHARSET.error("urlencoded forms are taken in UTF-8 only");
    }
  }

  private static FormError tooLarge(int bytesMax) {
    return FormFault.BYTES.error("the form is larger than " + bytesMax + " bytes");
  }

  private void addPair(int start, int end) {
    if (pairs.size() / 2 == keysMax) {
      throw errors.apply(FormFault.KEYS, "the form has more than " + keysMax + " keys");
    }
    int equals = indexOf('=', start, end);
    pairs.add(decode(start, equals));
    pairs.add(decode(Math.min(equals + 1, end), end));
  }

  private int indexOf(char wanted, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  /// Decodes in place: what is decoded is never longer.
  private String decode(int from, int to) {
    int end = from;
    int all = 0;
    for (int at = from; at < to; at++) {
      byte value = bytes[at];
      if (value == '+') {
        value = ' ';
      } else if (value == '%') {
        int high = at + 2 < to ? Ascii.hex(bytes[at + 1]) : -1;
        int low = high < 0 ? -1 : Ascii.hex(bytes[at + 2]);
        if (low < 0) {
          throw errors.apply(FormFault.PERCENT_ENCODING, "the form has a bad percent-encoding");
        }
        value = (byte) (high << 4 | low);
        at += 2;
      }
      bytes[end++] = value;
      all |= value;
    }
    if (all >= 0) {
      // ASCII, which needs no decoder.
      return new String(bytes, from, end - from, ISO_8859_1);
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, end - from)).toString();
    } catch (CharacterCodingException _) {
      throw errors.apply(FormFault.TEXT, "the form is not UTF-8");
    }
  }
}
