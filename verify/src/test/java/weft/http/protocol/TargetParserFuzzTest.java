package weft.http.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import weft.http.h1.FuzzMemory;

/// Request targets against a second reading of the grammar (RFC 9112 §3.2, RFC 3986 §3).
final class TargetParserFuzzTest {
  private static final Pattern ESCAPE = Pattern.compile("%[0-9a-fA-F]{2}");

  /// Visible ASCII that a path may hold as it is: all but quote, number sign, percent, angle
  /// brackets, question mark and backslash. Browsers send some of these bare.
  private static final String PATH = "[!$&-;=@-\\[\\]-~]*";

  private static final String QUERY = "[!$-;=?@-\\[\\]-~]*";
  private static final Pattern ORIGIN = Pattern.compile("(/" + PATH + ")(?:\\?(" + QUERY + "))?");
  private static final Pattern ABSOLUTE =
      Pattern.compile(
          "(?i:https?)://((?:\\[[0-9a-fA-F:.]{2,}\\]|[-0-9A-Za-z._~!$&'()*+,;=]+)(?::[0-9]{0,5})?)(/"
              + PATH
              + ")?(?:\\?("
              + QUERY
              + "))?");

  @FuzzTest
  void targetsAreReadAsTheGrammarSays(byte[] data) {
    if (data.length == 0 || data.length > 4000) {
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

  /// Escapes are masked by letters first: as a part of the grammar they would make it recurse for
  /// each character, and overflow its stack.
  private static String reference(String text) {
    String masked = ESCAPE.matcher(text).replaceAll("aaa");
    Matcher origin = ORIGIN.matcher(masked);
    if (origin.matches()) {
      return group(text, origin, 1) + " ? " + group(text, origin, 2) + " @ null";
    }
    Matcher absolute = ABSOLUTE.matcher(masked);
    if (!absolute.matches()) {
      return "refused";
    }
    String authority = text.substring(absolute.start(1), absolute.end(1));
    if (authority.startsWith("[") && authority.contains("%")) {
      return "refused";
    }
    String path = absolute.group(2) == null ? "/" : group(text, absolute, 2);
    return path + " ? " + group(text, absolute, 3) + " @ " + authority;
  }

  private static @Nullable String group(String text, Matcher match, int group) {
    return match.start(group) < 0 ? null : text.substring(match.start(group), match.end(group));
  }

  private static String describe(@Nullable RequestTarget target) {
    return target == null
        ? "refused"
        : target.path() + " ? " + target.query() + " @ " + target.authority();
  }
}
