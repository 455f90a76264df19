package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How the demo ends, and what it says to bad use.
@Tag("interop")
@Timeout(60)
final class OperationInteropTest {
  static List<DemoMode> modes() {
    return DemoMode.all();
  }

  @ParameterizedTest
  @MethodSource("modes")
  void termUnderLoadLosesNoAcceptedRequest(DemoMode mode) throws Exception {
    try (DemoProcess demo = DemoProcess.start(mode)) {
      TermLoad load = new TermLoad(demo.port(), 16);
      load.start();
      load.awaitAnswers(400);

      load.aboutToTerminate();
      demo.terminate();
      int exitCode = demo.awaitExit();
      load.awaitEnd();

      assertThat(exitCode).as(demo.output()).isZero();
      assertThat(load.lost()).as("requests the server had and did not answer").isEmpty();
      assertThat(load.answeredLate()).as("requests in flight when it was told to end").isPositive();
    }
  }

  @Test
  void anOccupiedPortIsSaidInOneLine() throws Exception {
    try (ServerSocket occupant = new ServerSocket(0, 1, InetAddress.ofLiteral("0.0.0.0"));
        DemoProcess demo = DemoProcess.startRaw("--port", "" + occupant.getLocalPort())) {
      assertThat(demo.awaitExit()).as(demo.output()).isNotZero();
      assertThat(demo.output().strip().lines().toList()).as(demo.output()).hasSize(1);
      assertThat(demo.output()).contains("" + occupant.getLocalPort());
    }
  }

  @Test
  void aWrongOptionNamesItselfItsValueAndItsRange() throws Exception {
    try (DemoProcess demo = DemoProcess.startRaw("--port", "70000")) {
      assertThat(demo.awaitExit()).as(demo.output()).isEqualTo(2);
      assertThat(demo.output()).contains("port", "70000", "65535").doesNotContain("Exception");
    }
  }

  @Test
  void anUnknownOptionAndAnUnknownWordAreRefused() throws Exception {
    for (String[] options :
        new String[][] {{"--colour", "blue"}, {"--backend", "kqueue"}, {"--hubs", "many"}}) {
      try (DemoProcess demo = DemoProcess.startRaw(options)) {
        assertThat(demo.awaitExit()).as(demo.output()).isEqualTo(2);
        assertThat(demo.output()).contains(options[0]).doesNotContain("Exception");
      }
    }
  }
}
