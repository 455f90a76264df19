package weft.http.h1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The grammar of a request head written down a second time, slowly: what [HeadParser] must agree
/// with. RFC 9112 §3 and §5, with what Weft refuses beyond it.
///
/// @param outcome what the bytes are
/// @param length bytes of the head, when it is valid
/// @param method the first word
/// @param target the second word
/// @param fields `name:value`, names in lower case, values trimmed
record ReferenceHead(
    Outcome outcome, int length, String method, String target, List<String> fields) {
  /// What bytes are.
  enum Outcome {
    /// A complete head that is accepted.
    VALID,
    /// The beginning of a head that may still be accepted.
    INCOMPLETE,
    /// Broken, whatever follows.
    BROKEN
  }

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + "{1,32}) ([!-~]+) HTTP/1\\.([0-9])");
  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "+):[ \\t]*((?:[\\x20-\\x7e\\t\\x80-\\xff]*))");

  static ReferenceHead parse(String text) {
    int start = text.startsWith("\r\n") ? 2 : 0;
    int end = text.indexOf("\r\n\r\n", start);
    int empty = text.startsWith("\r\n", start) ? -1 : 0;
    if (empty < 0) {
      return broken();
    }
    if (end < 0) {
      return isBeginning(text, start) ? incomplete() : broken();
    }
    List<String> lines = List.of(text.substring(start, end).split("\r\n", -1));
    Matcher requestLine = REQUEST_LINE.matcher(lines.getFirst());
    if (!requestLine.matches()) {
      return broken();
    }
    List<String> fields = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        return broken();
      }
      fields.add(field(field));
    }
    boolean old = requestLine.group(3).equals("0");
    return accepts(fields, old)
        ? new ReferenceHead(
            Outcome.VALID, end + 4, requestLine.group(1), requestLine.group(2), fields)
        : broken();
  }

  private static String field(Matcher line) {
    String value = line.group(2).replaceAll("[ \\t]+$", "");
    return line.group(1).toLowerCase(Locale.ROOT) + ":" + value;
  }

  private static List<String> withHost(List<String> fields) {
    List<String> more = new ArrayList<>(fields);
    more.add("host:a");
    return more;
  }

  /// What the fields must say together.
  private static boolean accepts(List<String> fields, boolean old) {
    List<String> hosts = values(fields, "host");
    List<String> lengths = values(fields, "content-length");
    List<String> codings = values(fields, "transfer-encoding");
    List<String> expectations = values(fields, "expect");
    return hosts.size() <= 1
        && (old || hosts.size() == 1)
        && lengths.size() <= 1
        && lengths.stream().allMatch(value -> value.matches("[0-9]{1,18}"))
        && (codings.isEmpty() || (lengths.isEmpty() && !old))
        && (codings.isEmpty() || codings.equals(List.of("chunked")))
        && (old || expectations.stream().allMatch(value -> value.equals("100-continue")))
        && fields.size() <= 100;
  }

  private static List<String> values(List<String> fields, String name) {
    return fields.stream()
        .filter(field -> field.startsWith(name + ":"))
        .map(field -> field.substring(name.length() + 1).toLowerCase(Locale.ROOT))
        .toList();
  }

  /// Whether nothing in the complete lines, and nothing in the last one so far, is broken.
  private static boolean isBeginning(String text, int start) {
    if (start == 0 && (text.isEmpty() || text.equals("\r"))) {
      return true;
    }
    List<String> lines = List.of(text.substring(start).split("\r\n", -1));
    List<String> complete = lines.subList(0, lines.size() - 1);
    List<String> fields = new ArrayList<>();
    for (int index = 0; index < complete.size(); index++) {
      Matcher line = (index == 0 ? REQUEST_LINE : FIELD).matcher(complete.get(index));
      if (!line.matches()) {
        return false;
      }
      if (index > 0) {
        fields.add(field(line));
      }
    }
    // Only Host may still be missing.
    if (!accepts(fields, true) && !accepts(fields, false) && !accepts(withHost(fields), false)) {
      return false;
    }
    String last = lines.getLast();
    String open = last.endsWith("\r") ? last.substring(0, last.length() - 1) : last;
    if (complete.isEmpty()) {
      Matcher line = REQUEST_LINE.matcher(open);
      return line.matches() || (!last.endsWith("\r") && line.hitEnd());
    }
    Matcher field = FIELD.matcher(open);
    return open.isEmpty() || field.matches() || (!last.endsWith("\r") && field.hitEnd());
  }

  private static ReferenceHead incomplete() {
    return new ReferenceHead(Outcome.INCOMPLETE, 0, "", "", List.of());
  }

  private static ReferenceHead broken() {
    return new ReferenceHead(Outcome.BROKEN, 0, "", "", List.of());
  }
}
