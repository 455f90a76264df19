package weft.examples.notes;

import org.jspecify.annotations.Nullable;
import weft.http.HttpError;

/// What a client sends to write a note.
///
/// @param text 1 to 1,000 characters
public record NewNote(@Nullable String text) {
  private static final int TEXT_LENGTH_MAX = 1_000;

  /// The text, checked.
  ///
  /// @throws HttpError 422 when it is missing, blank or too long
  String checkedText() {
    if (text == null || text.isBlank()) {
      throw new HttpError(422, "text must not be blank");
    }
    if (text.length() > TEXT_LENGTH_MAX) {
      throw new HttpError(
          422, "text has " + text.length() + " characters, at most " + TEXT_LENGTH_MAX);
    }
    return text;
  }
}
