package weft.verify.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.http.WebSocketDeflate;
import weft.http.WebSocketOptions;
import weft.http.ws.DeflateTerms;
import weft.verify.machine.EchoSocketMachine;

/// Every case of the list against the machine alone, its writes as they come and byte by byte.
final class AutobahnTest {
  static final WebSocketOptions OPTIONS =
      WebSocketOptions.DEFAULTS
          .withLimits(2 << 20, 2 << 20)
          .withDeflate(WebSocketDeflate.ON.withMessageBytesMin(64));

  /// Beyond it a case is not played byte by byte.
  private static final int BYTES_MAX = 20_000;

  static List<AutobahnCase> cases() {
    return AutobahnCases.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theMachineDoesWhatItMust(AutobahnCase wanted) {
    play(wanted, wanted.writes());
    int size = wanted.writes().stream().mapToInt(write -> write.length).sum();
    if (size < BYTES_MAX) {
      play(wanted, AutobahnCases.byteByByte(wanted.writes()));
    }
  }

  private static void play(AutobahnCase wanted, List<byte[]> writes) {
    DeflateTerms terms = wanted.offer().isEmpty() ? null : terms(wanted.offer(), OPTIONS.deflate());
    try (EchoSocketMachine machine = new EchoSocketMachine(OPTIONS, terms)) {
      for (byte[] write : writes) {
        machine.write(write);
      }

      ServerFrames frames = new ServerFrames(false);
      byte[] sent = machine.read();
      frames.add(sent, sent.length);
      assertThat(frames.events()).as("what it sends").isEqualTo(wanted.expected());
      assertThat(machine.isOver()).as("whether it ends the connection").isTrue();
      assertThat(machine.leaked()).as("buffers that were not given back").isZero();
    }
  }

  private static @Nullable DeflateTerms terms(String offer, WebSocketDeflate options) {
    return DeflateTerms.answer(List.of(offer), options, true);
  }
}
