package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Responses, good and bad: RFC 9112 §4 to §9, RFC 9110 §15. However they come in, byte by byte
/// too, the same becomes of them.
class ResponsesTest {
  static Stream<ResponseCase> responses() {
    return Stream.of(ResponseCase.legal(), ResponseCase.faulty()).flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("responses")
  void aResponseIsReadAsTheRfcSays(ResponseCase play) {
    assertThat(ResponsePlay.play(play.request(), play.text(), Math.max(1, play.text().length())))
        .isEqualTo(play.outcome());
  }

  @ParameterizedTest
  @MethodSource("responses")
  void aResponseInPiecesIsTheSame(ResponseCase play) {
    for (int pieceLength = 1; pieceLength < Math.min(20, play.text().length()); pieceLength++) {
      assertThat(ResponsePlay.play(play.request(), play.text(), pieceLength))
          .as("in pieces of " + pieceLength)
          .isEqualTo(play.outcome());
    }
  }

  /// What is cut off anywhere fails or is awaited; it is never taken for a whole response, unless
  /// its end is the connection's.
  @ParameterizedTest
  @MethodSource("responses")
  void aTruncatedResponseIsNeverWhole(ResponseCase play) {
    if (!play.outcome().endsWith("available")) {
      return;
    }
    for (int length = 0; length < play.text().length(); length++) {
      String text = play.text().substring(0, length);
      assertThat(ResponsePlay.play(play.request(), text, Math.max(1, length)))
          .as("of " + length + " bytes")
          .contains("failed LOST connection_lost");
    }
  }
}
