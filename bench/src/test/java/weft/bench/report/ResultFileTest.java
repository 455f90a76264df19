package weft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.bench.plan.BenchCase;

class ResultFileTest {
  @TempDir Path root;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    BenchResults results =
        SampleResults.of(SampleResults.measurement("weft-uring", BenchCase.HALF_LOAD, 8))
            .and(SampleResults.idle("weft-uring", 1900.5))
            .and(
                SampleResults.floods(
                    new FloodResult("weft-uring", "Weft", "PINGS", List.of(60.0), List.of(80.0))))
            .and(SampleResults.micro(new MicroResult("a.b", 1.5, 0.1, 24)));

    Path file = ResultFile.write(root, results);

    assertThat(file).hasParent(root.resolve("bench/results"));
    assertThat(ResultFile.read(file)).isEqualTo(results);
  }

  /// What was measured before there were floods.
  @Test
  void whatAFileLacksIsEmpty() throws IOException {
    Path file = ResultFile.write(root, SampleResults.idle("limit", 1));
    String older = Files.readString(file).replaceFirst("\"floods\" : \\[ ],", "");
    assertThat(older).doesNotContain("floods");
    Files.writeString(file, older);

    assertThat(ResultFile.read(file).floods()).isEmpty();
  }

  @Test
  void aFileOfSomethingElseIsRefused() throws IOException {
    Path file = Files.writeString(root.resolve("x.json"), "{\"a\":1}");

    assertThatThrownBy(() -> ResultFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no results");
    assertThatThrownBy(() -> ResultFile.read(root))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no file");
  }
}
