package weft.verify.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weft.verify.corpus.DesyncCase.DesyncField;

/// Reads the subset of YAML the http-desync collection is written in: a list of maps with scalar
/// values on one line, and one list of maps inside.
final class DesyncReader {
  private static final Pattern QUOTED_PART = Pattern.compile("\\\\x[0-9a-fA-F]{2}|\\\\.|[^\"\\\\]");

  private final String file;
  private final List<DesyncCase> cases = new ArrayList<>();

  private String name = "";
  private String uri = "";
  private String method = "";
  private String version = "";
  private String tier = "";
  private String fieldName = "";
  private List<DesyncField> fields = new ArrayList<>();
  private boolean inside;

  private DesyncReader(String file) {
    this.file = file;
  }

  /// Reads one file.
  ///
  /// @param file its name without ending
  static List<DesyncCase> read(String file, String text) {
    DesyncReader reader = new DesyncReader(file);
    text.lines().forEach(reader::line);
    reader.finish();
    return reader.cases;
  }

  private void line(String line) {
    String content = line.strip();
    int colon = content.indexOf(':');
    if (content.startsWith("#") || colon < 0 || content.startsWith("- \"")) {
      return;
    }
    String key = content.substring(0, colon);
    String value = scalar(content.substring(colon + 1).strip());
    int indent = line.length() - line.stripLeading().length();
    switch (indent + key) {
      case "0- name" -> {
        finish();
        inside = true;
        name = value;
      }
      case "2uri" -> uri = value;
      case "2method" -> method = value;
      case "2version" -> version = value;
      case "4- name" -> fieldName = value;
      case "6value" -> fields.add(new DesyncField(fieldName, value));
      case "4tier" -> tier = value;
      default -> {}
    }
  }

  private void finish() {
    if (inside) {
      cases.add(new DesyncCase(file, cases.size() + 1, name, method, uri, version, fields, tier));
      fields = new ArrayList<>();
    }
  }

  /// A scalar: plain, in single quotes, or in double quotes with escapes.
  static String scalar(String text) {
    if (text.startsWith("'")) {
      return text.substring(1, text.lastIndexOf('\'')).replace("''", "'");
    }
    if (!text.startsWith("\"")) {
      int comment = text.indexOf(" #");
      return comment < 0 ? text : text.substring(0, comment).strip();
    }
    StringBuilder value = new StringBuilder();
    Matcher part = QUOTED_PART.matcher(text.substring(1));
    while (part.lookingAt()) {
      value.append(unescape(part.group()));
      part.region(part.end(), part.regionEnd());
    }
    return value.toString();
  }

  private static String unescape(String part) {
    if (!part.startsWith("\\")) {
      return part;
    }
    return switch (part.charAt(1)) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'x' -> Character.toString(Integer.parseInt(part.substring(2), 16));
      default -> part.substring(1);
    };
  }
}
