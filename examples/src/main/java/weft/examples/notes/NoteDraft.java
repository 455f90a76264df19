package weft.examples.notes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.web.Problem;
import weft.web.ProblemError;

/// What a client sends to make or change a note; anything may be missing until it is checked.
///
/// @param title as sent
/// @param text as sent
/// @param tags as sent
public record NoteDraft(
    @Nullable String title, @Nullable String text, @Nullable List<String> tags) {
  private static final int TITLE_LENGTH_MAX = 100;
  private static final int TAG_COUNT_MAX = 10;

  /// The note of this draft.
  ///
  /// @throws ProblemError 422 that lists every wrong member
  Note toNote(long id) {
    Map<String, String> errors = new LinkedHashMap<>();
    if (title == null || title.isBlank() || title.length() > TITLE_LENGTH_MAX) {
      errors.put("title", "must have 1 to " + TITLE_LENGTH_MAX + " characters");
    }
    if (tags != null && tags.size() > TAG_COUNT_MAX) {
      errors.put("tags", "must be at most " + TAG_COUNT_MAX);
    }
    if (!errors.isEmpty() || title == null) {
      throw new ProblemError(Problem.of(422, "the note is not valid").with("errors", errors));
    }
    return new Note(id, title, text == null ? "" : text, tags == null ? List.of() : tags);
  }
}
