package weft.web.json;

import org.jspecify.annotations.Nullable;

/// A text that is not JSON, or not the JSON that was asked for. The fault of whoever sent it.
///
/// The message says what is wrong and may be shown to the sender.
public final class JsonError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String pointer;
  private final int line;
  private final int column;

  /// Makes an error.
  ///
  /// @param message what is wrong
  /// @param pointer where in the value, RFC 6901; empty for the whole
  /// @param line from 1; 0 when unknown
  /// @param column from 1; 0 when unknown
  public JsonError(
      String message, String pointer, int line, int column, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.pointer = pointer;
    this.line = line;
    this.column = column;
  }

  /// Where in the value, RFC 6901; empty for the whole.
  public String pointer() {
    return pointer;
  }

  /// Line of the text, from 1; 0 when unknown.
  public int line() {
    return line;
  }

  /// Column in the line, from 1; 0 when unknown.
  public int column() {
    return column;
  }
}
