package weft.verify.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import weft.verify.corpus.DesyncCase.DesyncField;

final class DesyncReaderTest {
  @Test
  void casesAreReadWithTheirFields() {
    List<DesyncCase> cases =
        DesyncReader.read(
            "sample",
            """
            # A comment: with a colon.
            - name: 'One'
              uri: /a
              method: GET
              version: HTTP/1.1
              headers:
              expected:
                tier: Compliant
                reason: Compliant

            - name: Two
              uri: "/a\\tb"
              method: POST
              version: ""
              headers:
                # inside
                - name: "X\\x01"
                  value: 100
                  tier: Bad
              expected:
                tier: Severe
                required_message_items:
                  - "Content-Length: x"
            """);

    assertThat(cases)
        .containsExactly(
            new DesyncCase("sample", 1, "One", "GET", "/a", "HTTP/1.1", List.of(), "Compliant"),
            new DesyncCase(
                "sample",
                2,
                "Two",
                "POST",
                "/a\tb",
                "",
                List.of(new DesyncField("X\u0001", "100")),
                "Severe"));
  }

  @Test
  void theHeadGetsAHostAndTheBodyFollowsTheFields() {
    DesyncCase counted =
        new DesyncCase(
            "f",
            1,
            "n",
            "PUT",
            "/",
            "HTTP/1.1",
            List.of(new DesyncField("Content-Length", " 2")),
            "");

    assertThat(counted.head()).isEqualTo("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
    assertThat(counted.body()).isEqualTo("bb");
  }
}
