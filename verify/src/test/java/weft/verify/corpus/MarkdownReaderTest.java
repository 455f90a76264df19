package weft.verify.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MarkdownReaderTest {
  private static final String SAMPLE =
      """
      Things
      ======

      ## First

      Text.

      <!-- meta={"type": "request"} -->
      ```http
      GET / HTTP/1.1
      X: \\x01\\rY\\
      Z


      ```

      ```log
      off=0 message begin
      off=4 message complete
      ```

      ### Second

      <!-- meta={"type": "request-lenient-all", "pause": "on_x"} -->
      ```http
      GET
      ```

      ```log
      off=0 message begin
      off=3 error code=6 reason="no"
      ```
      """;

  @Test
  void casesAreReadWithTheirBytes() {
    List<MarkdownCase> cases = MarkdownReader.read("sample", SAMPLE);

    assertThat(cases).hasSize(2);
    assertThat(cases.getFirst().name()).isEqualTo("First");
    assertThat(cases.getFirst().type()).isEqualTo("request");
    assertThat(cases.getFirst().input()).isEqualTo("GET / HTTP/1.1\r\nX: \u0001\rYZ\r\n\r\n");
    assertThat(cases.getFirst().isError()).isFalse();
    assertThat(cases.getFirst().completed()).isEqualTo(1);
  }

  @Test
  void settingsAndErrorsAreKnown() {
    MarkdownCase second = MarkdownReader.read("sample", SAMPLE).getLast();

    assertThat(second.key()).isEqualTo("sample 2");
    assertThat(second.plain()).isFalse();
    assertThat(second.isError()).isTrue();
  }
}
