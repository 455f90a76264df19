package weft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.bench.plan.BenchCase;

class PerformancePageTest {
  private static final BenchResults RESULTS =
      SampleResults.of(SampleResults.measurement("weft-uring", BenchCase.PLAINTEXT, 8));

  @TempDir Path root;

  @Test
  void aMissingPageIsMade() throws IOException {
    PerformancePage.write(root, RESULTS, "weft-uring");

    assertThat(root.resolve("docs/performance.md"))
        .content()
        .startsWith("# Performance\n")
        .contains("Title of weft-uring", "performance.svg", "-Xmx1g", "./weft bench");
    assertThat(root.resolve("docs/performance.svg")).content().startsWith("<svg");
    assertThat(ResultFile.read(root.resolve("docs/performance.json"))).isEqualTo(RESULTS);
  }

  @Test
  void onlyWhatStandsBetweenTheMarkersIsReplaced() throws IOException {
    Path page = root.resolve("docs/performance.md");
    Files.createDirectories(page.getParent());
    Files.writeString(
        page, "# Speed\n\nWhy.\n\n<!-- bench:begin -->\nold\n<!-- bench:end -->\n\nHow.\n");

    PerformancePage.write(root, RESULTS, "weft-uring");
    String once = Files.readString(page);
    PerformancePage.write(root, RESULTS, "weft-uring");

    assertThat(once)
        .startsWith("# Speed\n\nWhy.\n\n<!-- bench:begin -->\n")
        .endsWith("<!-- bench:end -->\n\nHow.\n")
        .doesNotContain("old\n");
    assertThat(page).content().isEqualTo(once);
  }

  @Test
  void aPageWithoutMarkersIsLeftAlone() throws IOException {
    Path page = root.resolve("docs/performance.md");
    Files.createDirectories(page.getParent());
    Files.writeString(page, "# Speed\n");

    assertThatThrownBy(() -> PerformancePage.write(root, RESULTS, "weft-uring"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bench:begin");
    assertThat(page).content().isEqualTo("# Speed\n");
  }

  @Test
  void markersInTheWrongOrderAreRefused() {
    assertThatThrownBy(
            () -> PerformancePage.replaced("<!-- bench:end --> <!-- bench:begin -->", ""))
        .isInstanceOf(IOException.class);
  }
}
