package weft.http.h1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The corpus `http-desync`: requests classed by how dangerous they are when two parties read them
/// differently. Compliant ones are served, Severe ones refused; of the others, those we serve are
/// listed here.
class DesyncCorpusTest {
  /// Acceptable or Ambiguous for a proxy, harmless for us.
  private static final Set<String> SERVED =
      Set.of(
          // A request of any method may have a body, and we read or discard it (RFC 9110 §9.3.1).
          "Get with a body and Content-Length:0",
          "Get with a body and Content-Length",
          "Get with a body and Transfer-Encoding",
          "Head with a body and Content-Length",
          "Head with a body and Transfer-Encoding",
          "Has a CL in GET",
          "Has a TE in GET",
          // "…as if it were in the highest minor version" (RFC 9110 §2.5).
          "Unknown but OK HTTP/1.2",
          // Other names than those that frame; nothing here maps one to the other.
          "Transfer_Encoding with underscore.",
          "Content_Length with underscore.",
          "Transfer-Encoding with multiple hyphens",
          "Transfer-Encoding with multiple delimiters");

  /// Compliant for a proxy, refused by us.
  private static final Set<String> REFUSED =
      Set.of(
          // Transfer codings other than chunked are not supported, and several lines or parameters
          // of it have no use but smuggling.
          "Correct TE OK",
          "Transfer-Encoding: identity and chunked OK",
          "Multiple transfer encoding headers in a single request OK",
          "TE with custom parameters OK",
          "Different Transfer-Encoding headers",
          "Different Transfer-Encoding headers combined",
          "Transfer-Encoding with a param: chunked;custom_param",
          // A fragment and quotes are not part of a request target (RFC 9112 §3.2).
          "Compliant URL",
          // A request line has three parts.
          "Empty URI");

  /// A case of the corpus.
  record Case(String name, String tier, String request) {
    @Override
    public String toString() {
      return tier + ": " + name;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(CorpusFolder.of("http-desync"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        for (String entry : Files.readString(file, UTF_8).split("(?m)^- name: ", -1)) {
          if (entry.contains("\n  expected:")) {
            cases.add(parse(entry));
          }
        }
      }
    }
    return cases;
  }

  private static Case parse(String entry) {
    String name = scalar(entry.substring(0, entry.indexOf('\n')));
    int expected = entry.indexOf("\n  expected:");
    String version = value(entry, "\n  version:");
    StringBuilder request = new StringBuilder();
    request.append(value(entry, "\n  method:")).append(' ').append(value(entry, "\n  uri:"));
    request.append(version.isEmpty() ? "" : " " + version).append("\r\n");
    String[] headers = entry.substring(0, expected).split("\n    - name:", -1);
    boolean hasHost = false;
    for (int index = 1; index < headers.length; index++) {
      String header = "\n    - name:" + headers[index];
      String headerName = value(header, "\n    - name:");
      hasHost |= headerName.equalsIgnoreCase("host");
      request
          .append(headerName)
          .append(": ")
          .append(value(header, "\n      value:"))
          .append("\r\n");
    }
    request.append(hasHost ? "" : "Host: a\r\n").append("\r\n");
    return new Case(name, value(entry.substring(expected), "\n    tier:"), request.toString());
  }

  private static String value(String text, String key) {
    int at = text.indexOf(key);
    if (at < 0) {
      return "";
    }
    int end = text.indexOf('\n', at + key.length());
    return scalar(text.substring(at + key.length(), end < 0 ? text.length() : end));
  }

  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-fA-F]{2}|.)");

  private static String scalar(String text) {
    String value = text.strip();
    if (value.startsWith("'") && value.endsWith("'")) {
      return value.substring(1, value.length() - 1).replace("''", "'");
    }
    if (!value.startsWith("\"")) {
      return value;
    }
    Matcher escapes = ESCAPE.matcher(value.substring(1, value.lastIndexOf('"')));
    return escapes.replaceAll(match -> {
      String escape = match.group(1);
      char character =
          switch (escape.charAt(0)) {
            case 'x' -> (char) Integer.parseInt(escape.substring(1), 16);
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '0' -> '\0';
            default -> escape.charAt(0);
          };
      return Matcher.quoteReplacement(String.valueOf(character));
    });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void requestsAreServedOrRefusedByTheirTier(Case corpusCase) {
    RecordingLink link =
        new RecordingLink((driver, message) -> driver.responder.take(driver, message));

    link.receive(corpusCase.request());
    boolean served = link.requests.size() == 1 && !link.finished;
    link.close();

    boolean expected =
        switch (corpusCase.tier()) {
          case "Compliant" -> !REFUSED.contains(corpusCase.name());
          case "Severe" -> false;
          default -> SERVED.contains(corpusCase.name());
        };
    assertThat(served).as(corpusCase.request()).isEqualTo(expected);
    assertThat(served || link.finished).as("a refusal ends the connection").isTrue();
  }
}
