package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Request targets against a second reading of the grammar (RFC 9112 §3.2, RFC 3986 §3).
final class TargetParserFuzzTest {
  private static final String ESCAPE = "%[0-9a-fA-F]{2}";

  /// Visible ASCII that a path may hold as it is: all but quote, number sign, percent, angle
  /// brackets, question mark and backslash. Browsers send some of these bare.
  private static final String PATH = "[!$&-;=@-\\[\\]-~]*(?:" + ESCAPE + "[!$&-;=@-\\[\\]-~]*)*";

  private static final String QUERY = "[!$-;=?@-\\[\\]-~]*";
  private static final Pattern ORIGIN = Pattern.compile("(/" + PATH + ")(?:\\?(" + QUERY + "))?");
  private static final String HOST_CHARACTER = "(?:[-0-9A-Za-z._~!$&'()*+,;=]|" + ESCAPE + ")";
  private static final Pattern ABSOLUTE =
      Pattern.compile(
          "(?i:https?)://((?:\\[[0-9a-fA-F:.]{2,}\\]|"
              + HOST_CHARACTER
              + "+)(?::[0-9]{0,5})?)(/"
              + PATH
              + ")?(?:\\?("
              + QUERY
              + "))?");

  /// Longer ones overflow the stack of the reference, which recurses for each character of a host.
  private static final int BYTES_MAX = 1_500;

  @FuzzTest
  void targetsAreReadAsTheGrammarSays(byte[] data) {
    if (data.length == 0 || data.length > BYTES_MAX) {
      return;
    }
    String text = new String(data, ISO_8859_1);
    // The request line lets nothing else through.
    if (!text.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
      return;
    }
    TargetParser parser = new TargetParser();
    try (FuzzMemory memory = new FuzzMemory(data)) {
      String first = describe(parser.parse(memory.address(), data.length, Methods.GET));
      String again = describe(parser.parse(memory.address(), data.length, Methods.GET));
      memory.verify(data);

      if (!first.equals(again)) {
        throw new AssertionError("first " + first + ", then " + again);
      }
      String wanted = reference(text);
      boolean doubtful = text.matches("(?i)https?://.*");
      boolean agrees = first.equals(wanted) || (doubtful && first.equals("refused"));
      if (!agrees) {
        throw new AssertionError(wanted + " but " + first + ": " + text);
      }
    }
  }

  private static String reference(String text) {
    Matcher origin = ORIGIN.matcher(text);
    if (origin.matches()) {
      return origin.group(1) + " ? " + origin.group(2) + " @ null";
    }
    Matcher absolute = ABSOLUTE.matcher(text);
    if (absolute.matches()) {
      String path = absolute.group(2) == null ? "/" : absolute.group(2);
      return path + " ? " + absolute.group(3) + " @ " + absolute.group(1);
    }
    return "refused";
  }

  private static String describe(@Nullable RequestTarget target) {
    return target == null
        ? "refused"
        : target.path() + " ? " + target.query() + " @ " + target.authority();
  }
}
