package weft.verify.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import weft.hub.BackendChoice;
import weft.verify.corpus.Decisions.Decision;
import weft.verify.wire.EchoServer;
import weft.verify.wire.WireAnswer;
import weft.verify.wire.WireClient;

/// The strict cases of the llhttp collection against a real server.
///
/// What that parser takes we serve, message by message; what it refuses we refuse; where we differ
/// the table of decisions says why. A Host is added where the collection leaves it out.
@Timeout(60)
final class LlhttpSocketTest {
  private static final Decisions DECISIONS = Decisions.read("/corpus/llhttp.md");
  private static final Pattern HEAD =
      Pattern.compile(
          "(?<=^|\r\n\r\n|\n)([!-~]+ [!-~]+ HTTP/1\\.1\r\n)(?!(?:[^\r]+\r\n)*(?i:Host):)");

  private static @Nullable EchoServer server;

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyStrictCaseIsTreatedAsDecided() {
    return cases().stream().map(each -> DynamicTest.dynamicTest(each.toString(), () -> play(each)));
  }

  @Test
  void everyDecisionIsAboutACase() {
    assertThat(DECISIONS.keys()).isSubsetOf(cases().stream().map(MarkdownCase::key).toList());
  }

  private static List<MarkdownCase> cases() {
    List<MarkdownCase> cases = new ArrayList<>();
    for (Path file : CorpusFolder.files(CorpusFolder.require("llhttp"), ".md")) {
      String name = file.getFileName().toString().replace(".md", "");
      for (MarkdownCase each : MarkdownReader.read(name, CorpusFolder.text(file))) {
        if (each.type().equals("request") && each.plain()) {
          cases.add(each);
        }
      }
    }
    return cases;
  }

  private static Decision decision(MarkdownCase each) {
    Decision written = DECISIONS.about(each.key());
    if (written != null) {
      return written;
    }
    return each.isError() ? Decision.REFUSED : Decision.SERVED;
  }

  private static void play(MarkdownCase each) throws IOException {
    String request = withHost(each.input());
    try (WireClient client = new WireClient(server().address())) {
      client.send(request);
      if (decision(each) == Decision.SERVED) {
        // What that parser refuses and we take is one message.
        int count = each.isError() ? 1 : each.completed();
        List<WireAnswer> answers = client.read(count);
        assertThat(answers.stream().filter(answer -> answer.status() == 200))
            .as("%s: %s", each, answers)
            .hasSize(count);
      } else {
        client.finish();
        List<WireAnswer> answers = client.readToEndOrReset();
        long served = answers.stream().filter(answer -> answer.status() < 300).count();
        assertThat(served).as("%s: %s", each, answers).isLessThanOrEqualTo(each.completed());
        assertThat(answers.size() - served).as("%s: %s", each, answers).isBetween(0L, 1L);
        // A head without its end is not told anything when the client goes.
        if (served == 0 && each.input().contains("\r\n\r\n")) {
          assertThat(answers).as("%s is refused in words", each).hasSize(1);
        }
      }
    }
  }

  private static String withHost(String input) {
    Matcher head = HEAD.matcher(input);
    return head.replaceAll(match -> Matcher.quoteReplacement(match.group(1) + "Host: a\r\n"));
  }

  private static EchoServer server() throws IOException {
    EchoServer running = server;
    if (running == null) {
      running = EchoServer.start(BackendChoice.AUTO);
      server = running;
    }
    return running;
  }
}
