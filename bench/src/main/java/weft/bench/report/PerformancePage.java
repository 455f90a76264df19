package weft.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The page of the documentation with the tables, and the chart beside it.
///
/// Only what stands between the markers is written; the rest of the page belongs to its authors.
public final class PerformancePage {
  /// The line before the generated part.
  public static final String BEGIN = "<!-- bench:begin -->";

  /// The line after the generated part.
  public static final String END = "<!-- bench:end -->";

  private static final String NEW_PAGE = "# Performance\n\n" + BEGIN + "\n" + END + "\n";

  private PerformancePage() {}

  /// Writes `docs/performance.md`, `docs/performance.svg`, and in `docs/performance.json` the
  /// results they show, for later ones to be added to.
  ///
  /// @param root the folder of the repository
  /// @param reference id of the server all are compared with
  /// @throws IOException also when the page exists without the markers
  public static void write(Path root, BenchResults results, String reference) throws IOException {
    Path docs = root.resolve("docs");
    Path page = docs.resolve("performance.md");
    Files.createDirectories(docs);
    String before = Files.exists(page) ? Files.readString(page) : NEW_PAGE;
    Files.writeString(page, replaced(before, section(results, reference)));
    Files.writeString(docs.resolve("performance.svg"), BarChart.svg(results));
    ResultFile.write(results, docs.resolve("performance.json"));
  }

  /// The page with another generated part.
  static String replaced(String page, String section) throws IOException {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException("the page lacks the lines " + BEGIN + " and " + END + " in that order");
    }
    return page.substring(0, begin + BEGIN.length()) + "\n" + section + page.substring(end);
  }

  /// The generated part: conditions, chart, tables, goals.
  static String section(BenchResults results, String reference) {
    var text = new StringBuilder("\n");
    results.machines().forEach(machine -> text.append(machine).append(".\n"));
    results
        .jvmFlags()
        .forEach(flags -> text.append("Java servers run with `").append(flags).append("`.\n"));
    text.append("Below each table stands when and how it was made.\n");
    text.append("\n![CPU per request of every server](performance.svg)\n");
    text.append(new ResultTables(results, reference).markdown());
    List<Goal> goals = Goals.of(results);
    if (!goals.isEmpty()) {
      text.append("\n### Goals\n\n```\n");
      goals.forEach(goal -> text.append(goal.line()).append('\n'));
      text.append("```\n");
    }
    return text.append('\n').toString();
  }
}
