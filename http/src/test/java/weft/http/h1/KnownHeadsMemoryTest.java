package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.LentMemory;

/// Known heads while the hub's memory is all lent but for that of answers: they need none.
class KnownHeadsMemoryTest {
  /// After as many of the same a head is known.
  private static final int OFTEN = 32;

  private static final String KNOWN = "GET /known HTTP/1.1\r\nHost: example.com\r\nX: k\r\n\r\n";
  private static final String OTHER = "GET /other HTTP/1.1\r\nHost: example.com\r\nX: o\r\n\r\n";

  private final List<String> told = new ArrayList<>();

  private final RecordingLink link =
      new RecordingLink((driver, message) -> {
        var request = driver.responder.take(driver, message).theRequest();
        told.add(request.path() + " " + request.authority() + " " + request.header("X"));
        driver.responder.answer(driver.responder.read());
      });

  private final LentMemory others = new LentMemory(link.pool);

  @AfterEach
  void everyBufferIsGivenBack() {
    others.giveBack();
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  private void learn(String request) {
    for (int time = 0; time < OFTEN; time++) {
      link.receive(request).flush();
    }
    told.clear();
    link.taken();
  }

  @ParameterizedTest
  @MethodSource("weft.http.h1.KnownHeadsTest#kept")
  void aKnownHeadIsServedWithoutMemory(String request) {
    learn(request);
    others.exhaust();

    link.receive(request).flush();

    assertThat(told).hasSize(1);
    assertThat(link.taken()).startsWith("HTTP/1.1 200 OK\r\n");
    link.receive(OTHER).flush();
    assertThat(told).as("what is not known waits").hasSize(1);
  }

  /// The head in front finds no memory, so those behind it wait with it, in their order.
  @Test
  void aKnownHeadDoesNotOvertakeOneThatWaits() {
    learn(KNOWN);
    others.exhaust();

    link.receive(KNOWN + OTHER + KNOWN).flush();
    link.receive(KNOWN).flush();
    link.pass(10 * ConnectionLink.MEMORY_RETRY_NANOS);
    assertThat(told).containsExactly("/known example.com k");
    others.giveBack();
    link.pass(ConnectionLink.MEMORY_RETRY_NANOS);
    link.flush();

    assertThat(told)
        .containsExactly(
            "/known example.com k",
            "/other example.com o",
            "/known example.com k",
            "/known example.com k");
    assertThat(link.taken().split("HTTP/1.1 200 OK", -1)).hasSize(1 + 4);
  }

  /// Parsing a head that comes in pieces has begun before it is known which it is.
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 24, 40})
  void aKnownHeadThatComesInPiecesNeedsNoMemoryOfItsOwn(int first) {
    learn(KNOWN);
    others.exhaust();

    link.receive(KNOWN.substring(0, first));
    link.receive(KNOWN.substring(first)).flush();

    assertThat(told).containsExactly("/known example.com k");
  }

  /// What is kept of heads, and of where they had to wait, says nothing about the next one.
  @Test
  void headsTakeTurnsWhileMemoryComesAndGoes() {
    learn(KNOWN);
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < 4 * OFTEN; round++) {
      others.exhaust();
      String body = "b".repeat(1 + round % 3);
      String head = "POST /%s HTTP/1.1\r\nHost: other.example\r\nContent-Length: %s\r\n\r\n";
      link.receive(head.formatted(round, body.length()) + body + KNOWN).flush();
      assertThat(told).as("round %s", round).isEqualTo(expected);
      others.giveBack();
      link.pass(ConnectionLink.MEMORY_RETRY_NANOS);
      link.flush();
      expected.add("/" + round + " other.example null");
      expected.add("/known example.com k");
      assertThat(link.taken()).contains("\r\n\r\n" + body + "[end]HTTP/1.1 200 OK");
    }
    assertThat(told).isEqualTo(expected);
  }
}
