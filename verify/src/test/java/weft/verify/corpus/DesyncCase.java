package weft.verify.corpus;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// A request of the http-desync collection.
///
/// @param file name without ending
/// @param number of the case in its file, from 1
/// @param name what the collection calls it
/// @param method the request's first word
/// @param uri the target
/// @param version the third word, empty for HTTP/0.9
/// @param fields each a name and a value
/// @param tier `Compliant`, `Acceptable`, `Ambiguous` or `Severe`
record DesyncCase(
    String file,
    int number,
    String name,
    String method,
    String uri,
    String version,
    List<DesyncField> fields,
    String tier) {

  /// A field line.
  ///
  /// @param name everything before the colon
  /// @param value everything behind it
  record DesyncField(String name, String value) {}

  /// What names the case in the table of decisions.
  String key() {
    return file + " " + number;
  }

  /// The head, one byte per character. A Host is added: the collection leaves it out.
  String head() {
    StringBuilder text = new StringBuilder();
    text.append(method).append(' ').append(uri);
    if (!version.isEmpty()) {
      text.append(' ').append(version);
    }
    text.append("\r\n");
    if (fields.stream().noneMatch(field -> field.name().equalsIgnoreCase("host"))) {
      text.append("Host: a\r\n");
    }
    for (DesyncField field : fields) {
      text.append(field.name()).append(':').append(field.value()).append("\r\n");
    }
    return bytes(text.append("\r\n").toString());
  }

  /// A body as the fields announce it, for cases that are served.
  String body() {
    for (DesyncField field : fields) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.equals("transfer-encoding")) {
        return "3\r\nabc\r\n0\r\n\r\n";
      }
      if (name.equals("content-length")) {
        return "b".repeat(Integer.parseInt(field.value().strip()));
      }
    }
    return "";
  }

  /// Characters up to U+00FF are bytes already (`\xNN`); others are sent in UTF-8.
  private static String bytes(String text) {
    StringBuilder bytes = new StringBuilder();
    text.codePoints()
        .forEach(each -> {
          if (each <= 0xff) {
            bytes.append((char) each);
          } else {
            byte[] encoded = Character.toString(each).getBytes(StandardCharsets.UTF_8);
            bytes.append(new String(encoded, StandardCharsets.ISO_8859_1));
          }
        });
    return bytes.toString();
  }

  @Override
  public String toString() {
    return key() + " " + tier + ": " + name.replaceAll("[^ -~]", "?");
  }
}
