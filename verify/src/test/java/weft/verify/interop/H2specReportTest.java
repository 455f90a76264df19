package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import weft.verify.interop.H2specCase.Outcome;

class H2specReportTest {
  private static final String REPORT =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites>
        <testsuite name="4.2. Frame Size" package="http2/4.2" id="4.2" tests="3" errors="1">
          <testcase package="http2/4.2" classname="Sends a DATA frame" time="0.1"></testcase>
          <testcase package="http2/4.2" classname="Sends a large frame" time="2.0">
            <error>GOAWAY Frame (Error Code: FRAME_SIZE_ERROR)
      Connection closed
      Timeout</error>
          </testcase>
        </testsuite>
        <testsuite name="5.2. Strings" package="hpack/5.2" id="5.2" tests="1">
          <testcase package="hpack/5.2" classname="Sends padding" time="0"><skipped/></testcase>
        </testsuite>
      </testsuites>
      """;

  @Test
  void casesHaveTheirSectionTitleAndOutcome() throws IOException {
    assertThat(H2specReport.read(REPORT))
        .containsExactly(
            new H2specCase("http2 4.2. Frame Size", "Sends a DATA frame", Outcome.PASSED, ""),
            new H2specCase(
                "http2 4.2. Frame Size",
                "Sends a large frame",
                Outcome.FAILED,
                "GOAWAY Frame (Error Code: FRAME_SIZE_ERROR)\nConnection closed\nTimeout"),
            new H2specCase("hpack 5.2. Strings", "Sends padding", Outcome.SKIPPED, ""));
  }

  @Test
  void aFailureSaysWhatWasWantedAndWhatCame() throws IOException {
    H2specCase failed = H2specReport.read(REPORT).get(1);

    assertThatThrownBy(failed::verify)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            http2 4.2. Frame Size: Sends a large frame
            wanted one of:
            GOAWAY Frame (Error Code: FRAME_SIZE_ERROR)
            Connection closed
            but got: Timeout\
            """);
  }
}
