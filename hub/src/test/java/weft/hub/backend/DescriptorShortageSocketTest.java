package weft.hub.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Running out of file descriptors, in a process of its own so that nobody else runs out of them.
@Timeout(60)
class DescriptorShortageSocketTest {
  private static final int DESCRIPTORS = 100;
  private static final int CONNECTIONS = 120;

  static List<BackendUnderTest> backends() {
    return BackendUnderTest.availableReal();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void acceptingStopsWithAReasonAndGoesOnWhenAsked(BackendUnderTest choice) throws Exception {
    var shell = Path.of("/bin/sh");
    assumeThat(Files.isExecutable(shell)).isTrue();
    var process = start(shell, DescriptorShortage.class, choice);
    var connections = new ArrayList<Socket>();

    try (var output = process.inputReader()) {
      int port = Integer.parseInt(output.readLine().trim());
      for (int count = 0; count < CONNECTIONS; count++) {
        connections.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }

      assertThat(output.readLine()).startsWith("short ").endsWith(" [NO_FILES]");
      assertThat(output.readLine()).isEqualTo("recovered");
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
      for (var connection : connections) {
        connection.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aBackendThatDoesNotOpenLeavesNothingOpen(BackendUnderTest choice) throws Exception {
    var shell = Path.of("/bin/sh");
    assumeThat(Files.isExecutable(shell) && Files.isDirectory(Path.of("/proc/self/fd"))).isTrue();
    var process = start(shell, OpeningShortage.class, choice);

    try (var output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("refused before it opened");
      var before = output.readLine();
      assertThat(before).startsWith("before ");
      assertThat(output.readLine()).isEqualTo(before.replace("before", "after"));
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(Path shell, Class<?> program, BackendUnderTest choice)
      throws IOException {
    var java = ProcessHandle.current().info().command().orElseThrow();
    return new ProcessBuilder(
            shell.toString(),
            "-c",
            "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
            "shortage",
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            ManagementFactory.getRuntimeMXBean().getClassPath(),
            program.getName(),
            choice.name())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
