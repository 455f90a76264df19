package weft.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Accept-Encoding against a second reading of the grammar (RFC 9110 §12.4.2, §12.5.3).
final class AcceptEncodingFuzzTest {
  private static final List<String> ALL = List.of("zstd", "br", "gzip", "deflate");

  private static final Pattern ELEMENT =
      Pattern.compile(
          "[ \t]*([^ \t;,]+)[ \t]*(?:;[ \t]*[qQ]=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?))?[ \t]*");

  @FuzzTest
  void fieldsAreReadAsTheGrammarSays(byte[] data) {
    if (data.length == 0 || data.length > 4000) {
      return;
    }
    List<String> fields = Arrays.asList(new String(data, ISO_8859_1).split("\n", -1));

    AcceptEncoding accepted = new AcceptEncoding(String.join(", ", fields));

    Map<String, Double> wanted = reference(fields);
    for (String coding : ALL) {
      double weight = weight(wanted, coding);
      if (Math.round(weight * 1000) != accepted.weight(coding)) {
        throw new AssertionError(coding + ": " + weight + " but " + accepted.weight(coding));
      }
    }
    boolean identity = identity(wanted) > 0;
    if (identity != accepted.isIdentityAccepted()) {
      throw new AssertionError("identity is " + identity + " for " + fields);
    }
    String chosen = accepted.choose(ALL, token -> token);
    if (!Objects.equals(best(wanted), chosen)) {
      throw new AssertionError(best(wanted) + " but " + chosen + " for " + fields);
    }
  }

  private static @Nullable String best(Map<String, Double> wanted) {
    String best = null;
    double bestWeight = 0;
    for (String coding : ALL) {
      double weight = weight(wanted, coding);
      if (weight > bestWeight) {
        best = coding;
        bestWeight = weight;
      }
    }
    return bestWeight >= identity(wanted) ? best : null;
  }

  private static double weight(Map<String, Double> wanted, String token) {
    return wanted.getOrDefault(token, wanted.getOrDefault("*", 0.0));
  }

  private static double identity(Map<String, Double> wanted) {
    double unnamed = wanted.getOrDefault("*", 1.0) == 0 ? 0 : 0.001;
    return wanted.getOrDefault("identity", unnamed);
  }

  private static Map<String, Double> reference(List<String> fields) {
    Map<String, Double> wanted = new HashMap<>();
    for (String field : fields) {
      for (String element : field.split(",", -1)) {
        Matcher match = ELEMENT.matcher(element);
        if (match.matches()) {
          // Only ASCII letters have two cases in a token.
          String token = match.group(1).toLowerCase(Locale.ROOT);
          String weight = match.group(2);
          wanted.putIfAbsent(
              token.equals("x-gzip") ? "gzip" : token,
              weight == null ? 1.0 : Double.parseDouble(weight));
        }
      }
    }
    return wanted;
  }
}
