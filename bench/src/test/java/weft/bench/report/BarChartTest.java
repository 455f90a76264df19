package weft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import weft.bench.plan.BenchCase;

class BarChartTest {
  private static final BenchResults RESULTS =
      SampleResults.of(
          SampleResults.measurement("netty-uring", BenchCase.PLAINTEXT, 10),
          SampleResults.measurement("weft-uring", BenchCase.PLAINTEXT, 8),
          SampleResults.measurement("limit", BenchCase.PLAINTEXT, 7));

  @Test
  void barsAreSortedAndAsLongAsTheirFigures() {
    String svg = BarChart.svg(RESULTS);

    assertThat(svg.indexOf("Title of limit")).isLessThan(svg.indexOf("Title of weft-uring"));
    assertThat(svg.indexOf("Title of weft-uring")).isLessThan(svg.indexOf("Title of netty-uring"));
    assertThat(svg)
        .contains("class=\"weft\"", "class=\"limit\"", "class=\"peer\"")
        .contains("width=\"464.0\"", "width=\"371.2\"", "width=\"324.8\"");
  }

  @Test
  void theMachineTheDayAndTheCommandAreOnIt() {
    assertThat(BarChart.svg(RESULTS)).contains("Linux 6.18.0", "2026-11-21", "./weft bench");
  }

  @Test
  void longCommandsGoOverSeveralLines() {
    String command = "./weft bench --servers " + "netty-uring,".repeat(20) + "x".repeat(200);
    BenchResults results =
        SampleResults.of(command, SampleResults.measurement("limit", BenchCase.JSON, 7));

    List<String> lines =
        BarChart.svg(results).lines().filter(line -> line.contains("\"small\"")).toList();

    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(200));
    assertThat(String.join("", lines)).contains("netty-uring,</text>", "x".repeat(130), "xxx");
  }

  @Test
  void textIsEscaped() {
    assertThat(BarChart.svg(RESULTS))
        .contains("Some &lt;Processor&gt;")
        .doesNotContain("<Processor>");
  }

  @Test
  void everyElementIsClosed() {
    String svg = BarChart.svg(RESULTS);

    assertThat(svg).startsWith("<svg ").endsWith("</svg>\n");
    assertThat(svg.split("<text", -1)).hasSameSizeAs(svg.split("</text>", -1));
  }

  @Test
  void withoutLoadsOnlyTheFrameIsDrawn() {
    assertThat(BarChart.svg(SampleResults.idle("weft-uring", 1))).doesNotContain("class=\"weft\"");
  }
}
