package weft.http.h1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The corpus `llhttp`: request cases of a strict parser. What it refuses is refused; what it takes
/// is served, but for what stands here.
class LlhttpCorpusTest {
  /// Taken there, refused here.
  private static final Set<String> STRICTER_HERE =
      Set.of(
          // The asterisk is for OPTIONS.
          "method.md: M-SEARCH request",
          // We speak HTTP.
          "method.md: SOURCE request with ICE",
          "method.md: OPTIONS request with RTSP",
          "method.md: ANNOUNCE request with RTSP",
          // HTTP/0.9 is gone.
          "sample.md: No HTTP version",
          // Transfer codings other than chunked are not supported.
          "transfer-encoding.md: POST with chunked as last transfer-encoding",
          "transfer-encoding.md: POST with chunked as last transfer-encoding (multiple headers)",
          // Quotes, fragments and users are not part of a request target.
          "uri.md: Quotes in URI",
          "uri.md: Fragment in URI",
          "uri.md: host:port and basic auth");

  /// Refused there, served here.
  private static final Set<String> LOOSER_HERE =
      Set.of(
          // What follows a request that ends its connection is not looked at.
          "connection.md: No restart when keep-alive is off (1.0)",
          // Upgrades are ignored; what follows is refused as a request of its own.
          "connection.md: Multiple tokens with folding and LWS",
          "connection.md: Setting a flag and pausing",
          "connection.md: Emitting part of body and pausing",
          "connection.md: Upgrade GET request",
          "connection.md: Upgrade POST request",
          // Any token is a method; whoever routes answers 501 or 405.
          "invalid.md: HTTP protocol and ANNOUNCE method",
          "invalid.md: Invalid method");

  /// A case of the corpus.
  record Case(String name, boolean legal, String request) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Pattern BLOCK =
      Pattern.compile(
          "(?s)#+ ([^\\n]*)\\n(?:(?!\\n#).)*?<!-- meta=(\\{[^>]*}) -->\\s*```http\\n(.*?)\\n```"
              + "\\s*```log\\n(.*?)```");

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(CorpusFolder.of("llhttp"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".md")).sorted().toList()) {
        Matcher blocks = BLOCK.matcher(Files.readString(file, UTF_8));
        while (blocks.find()) {
          String meta = blocks.group(2).replace(" ", "");
          if (meta.contains("\"type\":\"request\"") && !meta.contains("pause")) {
            String name = file.getFileName() + ": " + blocks.group(1).replace("`", "");
            cases.add(
                new Case(name, !blocks.group(4).contains("error code="), bytes(blocks.group(3))));
          }
        }
      }
    }
    return cases;
  }

  /// The notation of the corpus: a line end is CRLF unless escaped, `\r` and the like are written
  /// out.
  private static String bytes(String block) {
    String text = block.replaceAll("\\\\\n", "").replace("\n", "\r\n");
    text = text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t").replace("\\f", "\f");
    Matcher hex = Pattern.compile("\\\\x([0-9a-fA-F]{2})").matcher(text);
    text =
        hex.replaceAll(match ->
            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    return text.toLowerCase(Locale.ROOT).contains("\nhost:")
        ? text
        : text.replaceAll("(?m)^([A-Z-]+ \\S+ HTTP/1\\.1)\r\n", "$1\r\nHost: a\r\n");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void requestsAreServedOrRefused(Case corpusCase) {
    List<String> bodies = new ArrayList<>();
    RecordingLink link =
        new RecordingLink((driver, message) -> {
          String body = driver.responder.take(driver, message).read();
          bodies.add(body);
          if (body.endsWith("[end]")) {
            driver.responder.answer("");
          }
        });

    link.receive(corpusCase.request());
    if (!bodies.isEmpty() && bodies.getLast().endsWith("[wait]")) {
      bodies.add(link.responder.read());
    }
    boolean faulty = false;
    for (long count : link.tally.faults) {
      faulty |= count > 0;
    }
    boolean served = !bodies.isEmpty() && !faulty;
    link.close();

    boolean expected =
        LOOSER_HERE.contains(corpusCase.name())
            || (corpusCase.legal() && !STRICTER_HERE.contains(corpusCase.name()));
    assertThat(served).as(corpusCase.request()).isEqualTo(expected);
  }
}
