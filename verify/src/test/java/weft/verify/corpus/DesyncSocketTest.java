package weft.verify.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import weft.http.HttpLimits;
import weft.hub.BackendChoice;
import weft.hub.SchedulerChoice;
import weft.verify.corpus.Decisions.Decision;
import weft.verify.wire.EchoServer;
import weft.verify.wire.WireAnswer;
import weft.verify.wire.WireClient;

/// The http-desync collection against a real server: Compliant is served, Severe is refused and
/// closed, the rest as the table of decisions says.
@Timeout(60)
final class DesyncSocketTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  /// The collection has a body of four million bytes.
  private static final long BODY_BYTES_MAX = 8L << 20;

  private static final Decisions DECISIONS = Decisions.read("/corpus/http-desync.md");

  private static @Nullable EchoServer server;

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCaseIsTreatedAsDecided() {
    return cases().stream().map(each -> DynamicTest.dynamicTest(each.toString(), () -> play(each)));
  }

  @Test
  void everyDoubtfulCaseIsDecidedAndNoSevereOneIs() {
    List<String> keys = new ArrayList<>();
    for (DesyncCase each : cases()) {
      keys.add(each.key());
      Decision decision = DECISIONS.about(each.key());
      switch (each.tier()) {
        case "Severe" -> assertThat(decision).as("%s is refused anyway", each).isNull();
        case "Compliant" ->
            assertThat(decision).as("%s is served anyway", each).isNotEqualTo(Decision.SERVED);
        default -> assertThat(decision).as("%s is decided", each).isNotNull();
      }
    }
    assertThat(DECISIONS.keys()).isSubsetOf(keys);
  }

  private static List<DesyncCase> cases() {
    Path folder = CorpusFolder.require("http-desync");
    List<DesyncCase> cases = new ArrayList<>();
    for (Path file : CorpusFolder.files(folder, ".yaml")) {
      String name = file.getFileName().toString().replace(".yaml", "");
      cases.addAll(DesyncReader.read(name, CorpusFolder.text(file)));
    }
    return cases;
  }

  private static Decision decision(DesyncCase each) {
    Decision written = DECISIONS.about(each.key());
    if (written != null) {
      return written;
    }
    return each.tier().equals("Compliant") ? Decision.SERVED : Decision.REFUSED;
  }

  private static void play(DesyncCase each) throws IOException {
    try (WireClient client = new WireClient(server().address())) {
      if (decision(each) == Decision.SERVED) {
        client.send(each.head() + each.body() + SMUGGLED);
        List<WireAnswer> answers = client.read(2);
        assertThat(answers)
            .as(each.toString())
            .extracting(WireAnswer::status)
            .containsExactly(200, 200);
        assertThat(answers.getLast().header("x-echo")).isEqualTo("GET /smuggled 0");
      } else {
        if (each.method().equals("HEAD")) {
          client.expectHead();
        }
        client.send(each.head() + SMUGGLED);
        List<WireAnswer> answers = client.readToEnd();
        assertThat(answers).as(each.toString()).hasSize(1);
        assertThat(answers.getFirst().status()).as(each.toString()).isBetween(400, 599);
        assertThat(answers.getFirst().saysClose()).as(each.toString()).isTrue();
      }
    }
  }

  private static EchoServer server() throws IOException {
    EchoServer running = server;
    if (running == null) {
      running =
          EchoServer.start(
              BackendChoice.AUTO,
              SchedulerChoice.AUTO,
              HttpLimits.DEFAULTS.withBodyBytesMax(BODY_BYTES_MAX));
      server = running;
    }
    return running;
  }
}
