package weft.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.bench.process.ChildProcesses;

class TwoStepProgramTest {
  private ChildProcesses processes;

  @BeforeEach
  void open() throws IOException {
    processes = ChildProcesses.open();
  }

  @AfterEach
  void close() {
    processes.close();
  }

  private TwoStepProgram program(String script) throws IOException {
    return TwoStepProgram.start(List.of("sh", "-c", script), processes);
  }

  @Test
  void itGoesOnOnlyWhenItIsTold() throws IOException, InterruptedException {
    try (var program = program("echo open; read line; echo done")) {
      program.awaitLine("open", 10);

      assertThat(program.goOn(10)).isEqualTo("open\ndone\n");
    }
  }

  @Test
  void anEarlyEndIsReportedWithItsWords() throws IOException {
    try (var program = program("echo no; exit 3")) {
      assertThatThrownBy(() -> program.awaitLine("open", 10))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ended with 3: no");
    }
  }

  @Test
  void aFailureBehindTheFirstStepIsReported() throws IOException, InterruptedException {
    try (var program = program("echo open; read line; echo lost; exit 1")) {
      program.awaitLine("open", 10);

      assertThatThrownBy(() -> program.goOn(10))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ended with 1: open\nlost");
    }
  }

  @Test
  void nobodyWaitsForEver() throws IOException {
    try (var program = program("sleep 60")) {
      assertThatThrownBy(() -> program.awaitLine("open", 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has not said open after 0 s");
    }
  }
}
