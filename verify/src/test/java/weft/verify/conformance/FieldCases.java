package weft.verify.conformance;

import static weft.verify.conformance.WireCase.get;
import static weft.verify.conformance.WireCase.refused;
import static weft.verify.conformance.WireCase.served;

import java.util.List;

/// Field lines: names, values, folding, line ends, limits. RFC 9112 §5, RFC 9110 §5.
final class FieldCases {
  private static final String LINE = "RFC 9112 §5";
  private static final String NAME = "RFC 9110 §5.1";
  private static final String VALUE = "RFC 9110 §5.5";
  private static final String SERVED = "GET /x 0";

  private FieldCases() {}

  static List<WireCase> list() {
    return List.of(
        served("no space before a value", LINE, get("X-A:b"), SERVED),
        served("spaces and tabs around a value", LINE, get("X-A: \t b \t "), SERVED),
        served("an empty value", VALUE, get("X-A:"), SERVED),
        served("a value of spaces", VALUE, get("X-A:   "), SERVED),
        served("tabs inside a value", VALUE, get("X-A: b\tc"), SERVED),
        served(
            "bytes above ASCII in a value",
            VALUE + " obs-text",
            get("X-A: caf\u00c3\u00a9"),
            SERVED),
        served("every visible character in a value", VALUE, get("X-A: " + visible()), SERVED),
        served("every token character in a name", NAME, get("X!#$%&'*+-.^_`|~09: b"), SERVED),
        served("a name of one letter", NAME, get("A: b"), SERVED),
        served("the same name twice", "RFC 9110 §5.3", get("X-A: b", "X-A: c"), SERVED),
        served("a colon in a value", LINE, get("X-A: b:c:d"), SERVED),
        served(
            "a hundred short fields are too many with Host, ninety are not",
            "limit of 100 fields",
            get(many(90)),
            SERVED),
        refused("a space before the colon", LINE + ".1: must be refused", get("X-A : b"), 400),
        refused("a tab before the colon", LINE + ".1", get("X-A\t: b"), 400),
        refused(
            "a space before the colon of Content-Length",
            LINE + ".1",
            get("Content-Length : 5"),
            400),
        refused("a space inside a name", NAME, get("X A: b"), 400),
        refused("an empty name", NAME, get(": b"), 400),
        refused("a line without a colon", LINE, get("X-A"), 400),
        refused(
            "a line without a colon that looks like a request",
            "smuggling by a skipped line",
            get("GET /evil HTTP/1.1"),
            400),
        refused("a folded value", LINE + ".2 obs-fold", get("X-A: b", " c"), 400),
        refused("a value folded with a tab", LINE + ".2 obs-fold", get("X-A: b", "\tc"), 400),
        refused("a folded empty value", LINE + ".2 obs-fold", get("X-A:", " b"), 400),
        refused(
            "a first field that begins with a space",
            "RFC 9112 §2.2",
            "GET /x HTTP/1.1\r\n Host: a\r\n\r\n",
            400),
        refused("a last line of a space", LINE + ".2", get(" "), 400),
        refused(
            "a folded Transfer-Encoding",
            "smuggling: folds are read differently",
            get("Transfer-Encoding:", " chunked"),
            400),
        refused(
            "a folded Content-Length",
            "smuggling: folds are read differently",
            get("Content-Length:", " 5"),
            400),
        refused("NUL in a value", VALUE, get("X-A: b\0c"), 400),
        refused("NUL at the end of a value", VALUE, get("X-A: b\0"), 400),
        refused("a control character in a value", VALUE, get("X-A: b\u0001c"), 400),
        refused("DEL in a value", VALUE, get("X-A: b\u007fc"), 400),
        refused("a vertical tab in a value", VALUE, get("X-A: b\u000bc"), 400),
        refused("an escape character in a value", VALUE, get("X-A: \u001b[2J"), 400),
        refused("a bare CR in a value", "RFC 9110 §5.5, RFC 9112 §2.2", get("X-A: b\rc"), 400),
        refused(
            "a bare CR then a field",
            "smuggling by bare CR",
            get("X-A: b\rTransfer-Encoding: chunked"),
            400),
        refused("a bare LF ends a field", "RFC 9112 §2.2, refused", get("X-A: b\nX-B: c"), 400),
        refused(
            "a bare LF hides a field",
            "smuggling by bare LF",
            get("X-A: b\nTransfer-Encoding: chunked"),
            400),
        refused("CR CR LF ends a field", "RFC 9112 §2.2", get("X-A: b\r"), 400),
        refused("LF LF ends the head", "RFC 9112 §2.2", "GET /x HTTP/1.1\r\nHost: a\n\n", 400),
        refused("CR LF LF ends the head", "RFC 9112 §2.2", "GET /x HTTP/1.1\r\nHost: a\r\n\n", 400),
        refused("LF CR LF ends the head", "RFC 9112 §2.2", "GET /x HTTP/1.1\r\nHost: a\n\r\n", 400),
        refused(
            "CR alone ends the head", "RFC 9112 §2.2", "GET /x HTTP/1.1\r\nHost: a\r\n\rX", 400),
        refused("NUL in a name", NAME, get("X\0A: b"), 400),
        refused(
            "a control character in a name", NAME, get("\u0001Transfer-Encoding: chunked"), 400),
        refused("a byte above ASCII in a name", NAME, get("X-\u00c9: b"), 400),
        refused(
            "a long s in Transfer-Encoding",
            "case folding in Unicode",
            get("Tran\u00c5\u00bffer-Encoding: chunked"),
            400),
        refused(
            "a no-break space behind a name",
            "trimmed by some, not by others",
            get("Content-Length\u00a0: 5"),
            400),
        refused("parentheses in a name", NAME, get("X(A): b"), 400),
        refused("an at sign in a name", NAME, get("X@A: b"), 400),
        refused("a slash in a name", NAME, get("X/A: b"), 400),
        refused("a quoted name", NAME, get("\"X-A\": b"), 400),
        refused("braces in a name", NAME, get("X{A}: b"), 400),
        refused("a DEL in a name", NAME, get("X\u007fA: b"), 400),
        refused(
            "a head larger than its limit",
            "RFC 6585 §5: 431",
            get("X-A: " + "b".repeat(20_000)),
            431),
        refused(
            "a head larger than its limit in small fields",
            "RFC 6585 §5: 431",
            get(large(90)),
            431),
        refused("more fields than the limit", "RFC 6585 §5: 431", get(many(200)), 431),
        refused(
            "a name larger than the head's limit",
            "RFC 6585 §5: 431",
            get("X".repeat(20_000) + ": b"),
            431));
  }

  private static String visible() {
    StringBuilder text = new StringBuilder();
    for (char each = '!'; each <= '~'; each++) {
      text.append(each);
    }
    return text.toString();
  }

  private static String[] many(int count) {
    String[] fields = new String[count];
    for (int index = 0; index < count; index++) {
      fields[index] = "X-" + index + ": " + index;
    }
    return fields;
  }

  private static String[] large(int count) {
    String[] fields = many(count);
    for (int index = 0; index < count; index++) {
      fields[index] += "y".repeat(250);
    }
    return fields;
  }
}
