package weft.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table of text, written as Markdown with columns in line, so that it also reads in a terminal.
/// The first column is aligned left, all others right.
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  TextTable(List<String> header) {
    this.columns = header.size();
    rows.add(List.copyOf(header));
  }

  /// Adds a row.
  ///
  /// @throws IllegalArgumentException when it has another number of cells than the header
  void row(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException(cells.size() + " cells for " + columns + " columns");
    }
    rows.add(List.copyOf(cells));
  }

  /// The table, each line ended.
  String markdown() {
    int[] widths = new int[columns];
    Arrays.fill(widths, 3);
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      line(text, rows.get(i), widths);
      if (i == 0) {
        rule(text, widths);
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> row, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String space = " ".repeat(widths[i] - cell.length());
      text.append("| ").append(i == 0 ? cell + space : space + cell).append(' ');
    }
    text.append("|\n");
  }

  private static void rule(StringBuilder text, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String dashes = "-".repeat(widths[i]);
      text.append('|').append(i == 0 ? " " + dashes + " " : " " + dashes + ":");
    }
    text.append("|\n");
  }
}
