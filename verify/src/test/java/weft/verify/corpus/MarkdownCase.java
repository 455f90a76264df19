package weft.verify.corpus;

/// A request of the llhttp collection.
///
/// @param file name without ending
/// @param number of the case in its file, from 1
/// @param name its heading
/// @param type `request` for the strict ones
/// @param plain whether nothing but bytes is asked of the parser (no pausing, no skipped body)
/// @param input the bytes, one per character
/// @param log what that parser reports
record MarkdownCase(
    String file, int number, String name, String type, boolean plain, String input, String log) {

  /// What names the case in the table of decisions.
  String key() {
    return file + " " + number;
  }

  /// Whether that parser refuses it.
  boolean isError() {
    return log.contains("error code=");
  }

  /// How many messages that parser completes.
  int completed() {
    return count("message complete");
  }

  /// How many messages that parser begins.
  int begun() {
    return count("message begin");
  }

  private int count(String event) {
    return (int) log.lines().filter(line -> line.contains(event)).count();
  }

  @Override
  public String toString() {
    return key() + ": " + name;
  }
}
