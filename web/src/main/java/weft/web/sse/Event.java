package weft.web.sse;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One event.
///
/// @param name what listeners are registered for; null for `message`
/// @param id what the client tells in `Last-Event-ID` when it comes back, as a field can: without
///   blanks at its ends, controls but tabs, and halves of surrogate pairs; null for that of the
///   event before
/// @param retry how long the client waits before it comes back, from now on; null for no change
/// @param data text as it is, anything else as JSON; null for none, which no listener is told of
public record Event(
    @Nullable String name, @Nullable String id, @Nullable Duration retry, @Nullable Object data) {
  /// Refuses what would break out of its line.
  public Event {
    requireOneLine("name", name);
    requireOneLine("id", id);
    if (id != null && !isFieldValue(id)) {
      throw new IllegalArgumentException(
          "the id of an event has a blank at an end, a control or half a surrogate pair, which"
              + " clients cannot send back");
    }
    if (retry != null) {
      EventText.requireTime("retry", retry);
    }
  }

  /// An event without a name.
  public static Event of(@Nullable Object data) {
    return new Event(null, null, null, data);
  }

  /// An event with a name.
  public static Event of(String name, @Nullable Object data) {
    return new Event(name, null, null, data);
  }

  /// The same with an id.
  public Event withId(String id) {
    return new Event(name, id, retry, data);
  }

  /// The same with a time after which clients come back.
  public Event withRetry(Duration retry) {
    return new Event(name, id, retry, data);
  }

  /// Whether it comes back as it is: "A field value does not include leading or trailing
  /// whitespace", <https://www.rfc-editor.org/rfc/rfc9110#section-5.5>, and controls are refused.
  private static boolean isFieldValue(String id) {
    return !isBlank(id, 0)
        && !isBlank(id, id.length() - 1)
        && id.codePoints().allMatch(Event::isFieldCharacter);
  }

  private static boolean isBlank(String id, int index) {
    return !id.isEmpty() && (id.charAt(index) == ' ' || id.charAt(index) == '\t');
  }

  private static boolean isFieldCharacter(int point) {
    return (point >= ' ' && point != 0x7f && Character.getType(point) != Character.SURROGATE)
        || point == '\t';
  }

  private static void requireOneLine(String what, @Nullable String value) {
    if (value != null && (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0)) {
      throw new IllegalArgumentException("the " + what + " of an event has more than one line");
    }
  }
}
