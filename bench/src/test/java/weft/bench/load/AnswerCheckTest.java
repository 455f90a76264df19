package weft.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import weft.bench.plan.BenchCase;

class AnswerCheckTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nserver: x\r\nDate: y\r\nContent-Length: 13";

  @Test
  void theRightAnswerPasses() {
    assertThat(wrong(HEAD, "Hello, World!", BenchCase.PLAINTEXT)).isEmpty();
    assertThat(wrong(HEAD, "{\"message\": \"Hello, World!\"}", BenchCase.JSON)).isEmpty();
    assertThat(wrong(HEAD, "{\"id\":42}", BenchCase.USERS)).isEmpty();
    assertThat(wrong(HEAD, "x".repeat(1024), BenchCase.ECHO)).isEmpty();
  }

  @Test
  void anotherStatusIsWrong() {
    assertThat(wrong("HTTP/1.1 404 Not Found\r\nServer: x\r\nDate: y", "", BenchCase.PLAINTEXT))
        .isEqualTo("with status 404");
  }

  @Test
  void anAnswerWithoutDateOrServerIsWrong() {
    assertThat(wrong("HTTP/1.1 200 OK\r\nServer: x", "Hello, World!", BenchCase.PLAINTEXT))
        .isEqualTo("without Date or Server");
  }

  @Test
  void anotherBodyIsWrong() {
    assertThat(wrong(HEAD, "Hello", BenchCase.PLAINTEXT)).isEqualTo("with another body");
    assertThat(wrong(HEAD, "x".repeat(1023), BenchCase.ECHO)).isEqualTo("with another body");
  }

  private static String wrong(String head, String body, BenchCase load) {
    return AnswerCheck.wrong(new HttpExchange.Answer(head, body), load);
  }
}
