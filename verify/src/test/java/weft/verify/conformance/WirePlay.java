package weft.verify.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import weft.verify.conformance.WireCase.Ending;
import weft.verify.wire.WireAnswer;
import weft.verify.wire.WireClient;

/// Plays rows against a server and checks what comes back.
final class WirePlay {
  private static final String PROBE = "GET /probe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private final SocketAddress server;

  WirePlay(SocketAddress server) {
    this.server = server;
  }

  /// How the bytes of a row reach the wire.
  @FunctionalInterface
  interface Delivery {
    void deliver(WireClient client, String request) throws IOException;
  }

  /// Plays one row.
  void play(WireCase row, Delivery delivery) throws IOException {
    try (WireClient client = new WireClient(server)) {
      delivery.deliver(client, row.request());
      if (row.isNeverServed()) {
        client.finish();
        verifyNotServed(row, client.readToEndOrReset());
        return;
      }

      List<WireAnswer> answers =
          finals(
              row,
              row.ending() == Ending.CLOSED ? client.readToEnd() : client.read(finalCount(row)));

      verifyAnswers(row, answers);
      verifyEnding(row, client, answers);
    }
  }

  /// Sends the first bytes of a row whose requests are all well-formed, then ends our direction.
  void playCut(WireCase row, int length) throws IOException {
    try (WireClient client = new WireClient(server)) {
      client.send(row.request().substring(0, length));
      client.finish();

      List<WireAnswer> answers = finals(row, client.readToEndOrReset());

      int served = 0;
      for (WireAnswer answer : answers) {
        if (answer.status() >= 400) {
          break;
        }
        assertThat(served)
            .as("answers of %s cut to %s: %s", row, length, answers)
            .isLessThan(row.answers().size());
        assertThat(row.answers().get(served).accepts(answer))
            .as("answer %s of %s cut to %s: %s", served, row, length, answer)
            .isTrue();
        served++;
      }
      assertThat(answers.size() - served)
          .as("refusals of %s cut to %s: %s", row, length, answers)
          .isLessThanOrEqualTo(1);
      if (row.ending() == Ending.OPEN) {
        assertThat(served)
            .as(
                "answers of %s cut to %s of %s bytes: %s",
                row, length, row.request().length(), answers)
            .isLessThan(row.answers().size());
      }
    }
  }

  private static void verifyNotServed(WireCase row, List<WireAnswer> answers) {
    assertThat(answers).as("answers to %s", row).hasSizeLessThanOrEqualTo(1);
    assertThat(answers)
        .as("answers to %s", row)
        .allSatisfy(answer -> assertThat(answer.status()).isGreaterThanOrEqualTo(400));
  }

  private static void verifyAnswers(WireCase row, List<WireAnswer> answers) {
    assertThat(answers).as("answers to: %s", row).hasSameSizeAs(row.answers());
    for (int index = 0; index < answers.size(); index++) {
      assertThat(row.answers().get(index).accepts(answers.get(index)))
          .as(
              "answer to %s, expected %s, got %s",
              row, row.answers().get(index), answers.get(index))
          .isTrue();
    }
  }

  private static void verifyEnding(WireCase row, WireClient client, List<WireAnswer> answers)
      throws IOException {
    WireAnswer last = answers.getLast();
    boolean refused = last.status() >= 400 && last.header("x-echo") == null;
    if (row.ending() == Ending.CLOSED || refused) {
      assertThat(last.saysClose()).as("%s says close: %s", row, last).isTrue();
      assertThat(client.readToEnd()).as("more answers to %s", row).isEmpty();
      return;
    }
    boolean mayBeClosed = row.ending() == Ending.EITHER && last.saysClose();
    List<WireAnswer> rest = mayBeClosed ? client.readToEnd() : probe(client);
    List<String> echoes = rest.stream().map(answer -> "" + answer.header("x-echo")).toList();
    if (mayBeClosed) {
      assertThat(echoes).as("answers behind the last of %s", row).isEmpty();
    } else {
      assertThat(echoes)
          .as("answer to a next request after %s", row)
          .containsExactly("GET /probe 0");
    }
  }

  private static List<WireAnswer> probe(WireClient client) throws IOException {
    client.send(PROBE);
    return client.readToEnd();
  }

  private static int finalCount(WireCase row) {
    return (int) row.answers().stream().filter(answer -> !isInterim(answer)).count();
  }

  /// Leaves out interim answers, unless the row expects some.
  private static List<WireAnswer> finals(WireCase row, List<WireAnswer> answers) {
    boolean wantsInterim = row.answers().stream().anyMatch(WirePlay::isInterim);
    return answers.stream().filter(answer -> wantsInterim || answer.status() >= 200).toList();
  }

  private static boolean isInterim(Expected answer) {
    return answer instanceof Expected.Interim;
  }
}
