package weft.bench.report;

import java.util.List;
import weft.bench.plan.BenchCase;

/// Processor time per request of every server, as bars in SVG: one group per load, shortest first.
public final class BarChart {
  private static final int WIDTH = 760;
  private static final int LABEL_WIDTH = 210;
  private static final int FIGURE_WIDTH = 70;
  private static final int ROW_HEIGHT = 20;
  private static final int BAR_HEIGHT = 14;
  private static final int HEADING_HEIGHT = 40;
  private static final int MARGIN = 16;

  /// Characters of small print that fit into a line.
  private static final int SMALL_LENGTH_MAX = 130;

  private final BenchResults results;
  private final StringBuilder text = new StringBuilder();
  private int y = MARGIN;

  private BarChart(BenchResults results) {
    this.results = results;
  }

  /// The chart as an SVG document.
  public static String svg(BenchResults results) {
    var chart = new BarChart(results);
    chart.text(MARGIN, chart.y + 14, "title", "CPU per request, µs (less is better)");
    chart.y += 20;
    for (BenchCase load : BenchCase.all()) {
      List<Measurement> measurements = results.of(load);
      if (!measurements.isEmpty()) {
        chart.group(load, measurements);
      }
    }
    chart.footer();
    return chart.document();
  }

  private void group(BenchCase load, List<Measurement> measurements) {
    text(MARGIN, y + 28, "heading", load.id() + ": " + load.title());
    y += HEADING_HEIGHT;
    double longest = measurements.stream().mapToDouble(Measurement::cpuMicros).max().orElse(1);
    for (Measurement row : measurements) {
      bar(row, longest);
    }
    for (Invocation made : results.invocations()) {
      if (made.measurements().stream().anyMatch(row -> row.load() == load)) {
        small(made.conditions().date() + ", " + made.conditions().command());
      }
    }
  }

  private void bar(Measurement row, double longest) {
    int room = WIDTH - LABEL_WIDTH - FIGURE_WIDTH - MARGIN;
    double length = Math.max(1, room * row.cpuMicros() / Math.max(longest, 1e-9));
    String kind =
        switch (row.server()) {
          case String id when id.startsWith("weft-") -> "weft";
          case "limit" -> "limit";
          default -> "peer";
        };
    int baseline = y + BAR_HEIGHT - 3;
    rightText(LABEL_WIDTH - 8, baseline, row.title());
    text.append("<rect class=\"").append(kind);
    text.append("\" x=\"").append(LABEL_WIDTH).append("\" y=\"").append(y);
    text.append("\" width=\"").append(Figures.fixed(length, 1));
    text.append("\" height=\"").append(BAR_HEIGHT).append("\"/>\n");
    int end = (int) (LABEL_WIDTH + length + 6);
    text(end, baseline, "label", Figures.threeDigits(row.cpuMicros()));
    y += ROW_HEIGHT;
  }

  private void footer() {
    y += 9;
    results.machines().forEach(this::small);
    y += MARGIN;
  }

  /// Small print, in as many lines as it takes; only spaces and commas are places to break.
  private void small(String content) {
    String rest = content;
    while (!rest.isEmpty()) {
      int end = rest.length();
      if (end > SMALL_LENGTH_MAX) {
        int space = rest.lastIndexOf(' ', SMALL_LENGTH_MAX);
        int comma = rest.lastIndexOf(',', SMALL_LENGTH_MAX);
        int place = Math.max(space, comma) + 1;
        end = place > 0 ? place : SMALL_LENGTH_MAX;
      }
      y += 15;
      text(MARGIN, y, "small", rest.substring(0, end).strip());
      rest = rest.substring(end).strip();
    }
  }

  private void text(int x, int baseline, String kind, String content) {
    text.append("<text class=\"").append(kind).append("\" x=\"").append(x);
    text.append("\" y=\"").append(baseline).append("\">").append(escaped(content));
    text.append("</text>\n");
  }

  private void rightText(int x, int baseline, String content) {
    text.append("<text class=\"label\" text-anchor=\"end\" x=\"").append(x);
    text.append("\" y=\"").append(baseline).append("\">").append(escaped(content));
    text.append("</text>\n");
  }

  private String document() {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 WIDTH HEIGHT" width="WIDTH" height="HEIGHT" role="img">
    <title>CPU per request of Weft and others</title>
    <style>
    text { font-family: system-ui, sans-serif; fill: #24292f; font-size: 12px; }
    .title { font-size: 16px; font-weight: 600; }
    .heading { font-size: 13px; font-weight: 600; }
    .small { font-size: 10px; fill: #57606a; }
    .weft { fill: #0b7285; }
    .limit { fill: #adb5bd; }
    .peer { fill: #e8a33d; }
    </style>
    <rect width="WIDTH" height="HEIGHT" fill="#ffffff"/>
    """
            .replace("WIDTH", Integer.toString(WIDTH))
            .replace("HEIGHT", Integer.toString(y))
        + text
        + "</svg>\n";
  }

  private static String escaped(String content) {
    return content
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
