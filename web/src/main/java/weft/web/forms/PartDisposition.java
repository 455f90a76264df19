package weft.web.forms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import weft.http.Ascii;

/// `form-data; name="…"; filename="…"`, RFC 7578 §4.2.
///
/// Names are read as browsers write them ([HTML Standard, multipart form
/// data](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data)):
/// `%22`, `%0D` and `%0A` stand for a quote, CR and LF. Also `\"` and `\\`, as older clients write
/// them; any other backslash is itself. `filename*` (RFC 8187), which RFC 7578 forbids and some
/// clients send, goes before `filename`. `name*`, which some of them send for other names than
/// ASCII, counts where no `name` comes, so that nobody in front of us reads another name.
///
/// @param name of the field
/// @param fileName as sent; null for a part that is no file
record PartDisposition(String name, @Nullable String fileName) {
  static PartDisposition parse(String value) {
    int semicolon = value.indexOf(';');
    String type = semicolon < 0 ? value : value.substring(0, semicolon);
    if (!type.strip().equalsIgnoreCase("form-data")) {
      throw FormFault.DISPOSITION.error("the Content-Disposition of a part is not form-data");
    }
    String name = null;
    String encodedName = null;
    String fileName = null;
    String encodedFileName = null;
    FieldParameters parameters =
        new FieldParameters(value, semicolon < 0 ? value.length() : semicolon);
    while (parameters.next()) {
      switch (parameters.name()) {
        case "name" -> name = once(name, unescaped(parameters.value()));
        case "name*" -> encodedName = once(encodedName, extended(parameters.value()));
        case "filename" -> fileName = once(fileName, unescaped(parameters.value()));
        case "filename*" -> encodedFileName = once(encodedFileName, extended(parameters.value()));
        default -> {}
      }
    }
    if (parameters.isBroken()) {
      throw FormFault.DISPOSITION.error("the Content-Disposition of a part is broken");
    }
    if (name == null) {
      name = encodedName;
    }
    if (name == null) {
      throw FormFault.DISPOSITION.error("a part has no name");
    }
    return new PartDisposition(name, encodedFileName != null ? encodedFileName : fileName);
  }

  private static String once(@Nullable String before, String value) {
    if (before != null) {
      throw FormFault.DISPOSITION.error("the Content-Disposition of a part says something twice");
    }
    return value;
  }

  private static String unescaped(String value) {
    return value.indexOf('%') < 0
        ? value
        : value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
  }

  /// RFC 8187 §3.2: `UTF-8'language'percent-encoded`.
  private static String extended(String value) {
    int first = value.indexOf('\'');
    int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
    if (second < 0) {
      throw FormFault.DISPOSITION.error("an encoded name is broken");
    }
    String charsetName = value.substring(0, first);
    Charset charset;
    if (charsetName.equalsIgnoreCase("utf-8")) {
      charset = UTF_8;
    } else if (charsetName.equalsIgnoreCase("iso-8859-1")) {
      charset = ISO_8859_1;
    } else {
      throw FormFault.CHARSET.error("an encoded name is neither UTF-8 nor ISO-8859-1");
    }
    return decoded(value, second + 1, charset);
  }

  private static String decoded(String value, int from, Charset charset) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length() - from);
    for (int index = from; index < value.length(); index++) {
      char c = value.charAt(index);
      if (c == '%') {
        int octet = Ascii.percentDecoded(value, index);
        if (octet < 0) {
          throw FormFault.DISPOSITION.error("an encoded name has a bad percent-encoding");
        }
        bytes.write(octet);
        index += 2;
      } else if (c < 0x80) {
        bytes.write(c);
      } else {
        throw FormFault.DISPOSITION.error("an encoded name is not ASCII");
      }
    }
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException _) {
      throw FormFault.TEXT.error("an encoded name is not valid " + charset.name());
    }
  }
}
