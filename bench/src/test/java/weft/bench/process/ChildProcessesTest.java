package weft.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildProcessesTest {
  @Test
  void closingEndsWhatRunsAndRemovesTheFolder() throws IOException {
    var processes = ChildProcesses.open();
    Process sleeper = processes.start(List.of("sleep", "60"), output(processes));

    processes.close();

    assertThat(sleeper.isAlive()).isFalse();
    assertThat(processes.folder()).doesNotExist();
  }

  @Test
  void aProgramThatIgnoresTheRequestToEndIsKilled() throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      Path output = output(processes);
      Process stubborn =
          processes.start(List.of("sh", "-c", "trap '' TERM; echo on; exec sleep 60"), output);
      while (Files.size(output) == 0) {
        Thread.onSpinWait();
      }

      processes.end(stubborn);

      assertThat(stubborn.waitFor()).isNotZero();
    }
  }

  @Test
  void nothingStartsOnceClosed() throws IOException {
    var processes = ChildProcesses.open();
    processes.close();

    assertThatThrownBy(() -> processes.start(List.of("sleep", "60"), Path.of("/dev/null")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void runAnswersWhatWasPrinted() throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      assertThat(processes.run(List.of("sh", "-c", "echo out; echo err >&2"), 5))
          .isEqualTo("out\nerr\n");
    }
  }

  @Test
  void aProgramThatFailsIsReportedWithItsCodeAndWords() throws IOException {
    try (var processes = ChildProcesses.open()) {
      assertThatThrownBy(() -> processes.run(List.of("sh", "-c", "echo no; exit 3"), 5))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ended with 3")
          .hasMessageContaining("no");
    }
  }

  @Test
  void aProgramThatTakesTooLongIsEnded() throws IOException {
    try (var processes = ChildProcesses.open()) {
      assertThatThrownBy(() -> processes.run(List.of("sleep", "60"), 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("still ran after 1 s");
    }
  }

  private static Path output(ChildProcesses processes) {
    return processes.folder().resolve("output.txt");
  }
}
