package weft.verify.corpus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the llhttp collection: headings, a comment with settings, the bytes, the expected log.
final class MarkdownReader {
  private static final Pattern CASE =
      Pattern.compile(
          "^#+ ([^\\n]*)$|<!-- meta=(\\{[^\\n]*\\}) -->|^```http\\n(.*?)^```|^```log\\n(.*?)^```",
          Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern TYPE = Pattern.compile("\"type\":\\s*\"([^\"]*)\"");
  private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-fA-F]{1,2})");

  private MarkdownReader() {}

  /// Reads one file.
  ///
  /// @param file its name without ending
  static List<MarkdownCase> read(String file, String text) {
    List<MarkdownCase> cases = new ArrayList<>();
    String name = "";
    String meta = "";
    String input = "";
    Matcher matcher = CASE.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        name = matcher.group(1).strip();
      } else if (matcher.group(2) != null) {
        meta = matcher.group(2);
      } else if (matcher.group(3) != null) {
        input = unescape(matcher.group(3));
      } else {
        cases.add(
            new MarkdownCase(
                file, cases.size() + 1, name, type(meta), isPlain(meta), input, matcher.group(4)));
      }
    }
    return cases;
  }

  private static String type(String meta) {
    Matcher type = TYPE.matcher(meta);
    return type.find() ? type.group(1) : "";
  }

  private static boolean isPlain(String meta) {
    return !meta.contains("\"pause\"") && !meta.contains("skipBody");
  }

  /// The bytes a block stands for: its lines end in CRLF, a backslash joins lines, escapes are
  /// bytes.
  static String unescape(String block) {
    String text = block.endsWith("\n") ? block.substring(0, block.length() - 1) : block;
    text = text.replace("\\\n", "").replace("\n", "\r\n");
    text = text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t").replace("\\f", "\f");
    text = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return BYTE.matcher(text)
        .replaceAll(match ->
            Matcher.quoteReplacement(Character.toString(Integer.parseInt(match.group(1), 16))));
  }
}
