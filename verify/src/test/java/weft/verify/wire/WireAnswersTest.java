package weft.verify.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The reader of responses, on responses no server of ours sent.
final class WireAnswersTest {
  @Test
  void aCountedBodyIsTakenWhenItIsComplete() {
    WireAnswers answers = new WireAnswers();

    answers.add("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab");
    assertThat(answers.take(false)).isNull();
    answers.add("cHTTP/1.1 4");

    assertThat(answers.take(false))
        .isEqualTo(new WireAnswer(200, List.of("Content-Length: 3"), "abc"));
    assertThat(answers.rest()).isEqualTo("HTTP/1.1 4");
  }

  @Test
  void chunksAreJoined() {
    WireAnswers answers = new WireAnswers();

    answers.add(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");

    assertThat(answers.take(false)).extracting(WireAnswer::body).isEqualTo("abc");
    assertThat(answers.rest()).isEmpty();
  }

  @Test
  void interimAnswersHaveNoBody() {
    WireAnswers answers = new WireAnswers();

    answers.add("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");

    assertThat(answers.take(false)).extracting(WireAnswer::status).isEqualTo(100);
    assertThat(answers.take(false)).extracting(WireAnswer::status).isEqualTo(204);
    assertThat(answers.take(true)).isNull();
  }

  @Test
  void malformedResponsesAreRefused() {
    for (String bad :
        List.of(
            "HTTP/1.1 2000 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nBad\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
            "HTTP/1.1 200 OK\r\n")) {
      WireAnswers answers = new WireAnswers();
      answers.add(bad);

      assertThatThrownBy(() -> answers.take(true)).as(bad).isInstanceOf(AssertionError.class);
    }
  }
}
