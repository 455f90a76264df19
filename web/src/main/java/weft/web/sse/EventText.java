package weft.web.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.web.json.JsonCodec;

/// The lines of an event stream.
final class EventText {
  /// What is sent when there is nothing to say.
  static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(UTF_8);

  private static final long DAYS_MAX = 365;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

  private EventText() {}

  /// An event, encoded.
  ///
  /// @throws IllegalArgumentException when its data has no JSON form
  static byte[] of(Event event, JsonCodec codec) {
    EventText text = new EventText();
    if (event.name() != null) {
      text.line("event: ", event.name());
    }
    if (event.id() != null) {
      text.line("id: ", event.id());
    }
    if (event.retry() != null) {
      text.line("retry: ", millis(event.retry()));
    }
    if (event.data() != null) {
      text.lines("data: ", data(event.data(), codec));
    }
    return text.end();
  }

  /// A comment.
  static byte[] comment(String comment) {
    EventText text = new EventText();
    text.lines(": ", comment.getBytes(UTF_8));
    return text.end();
  }

  /// The time after which the client is to come back, and nothing else.
  ///
  /// @throws IllegalArgumentException when it is negative or more than a year
  static byte[] retry(Duration retry) {
    requireTime("retry", retry);
    EventText text = new EventText();
    text.line("retry: ", millis(retry));
    return text.end();
  }

  /// An encoded event with an id line before it.
  static byte[] withId(String id, byte[] event) {
    EventText text = new EventText();
    text.line("id: ", id);
    text.bytes.writeBytes(event);
    return text.bytes.toByteArray();
  }

  /// Refuses times that no client can wait.
  ///
  /// @throws IllegalArgumentException when it is negative or more than a year
  static void requireTime(String name, Duration time) {
    if (time.isNegative() || time.toDays() > DAYS_MAX) {
      throw new IllegalArgumentException(name + " " + time + " is not in 0 to 365 days");
    }
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  private static byte[] data(@Nullable Object data, JsonCodec codec) {
    return data instanceof CharSequence chars
        ? chars.toString().getBytes(UTF_8)
        : codec.encode(data);
  }

  private void line(String field, String value) {
    bytes.writeBytes(field.getBytes(UTF_8));
    bytes.writeBytes(value.getBytes(UTF_8));
    bytes.write('\n');
  }

  /// One field for each line of the value; lines end with CR, LF or both.
  private void lines(String field, byte[] value) {
    byte[] name = field.getBytes(UTF_8);
    int start = 0;
    for (int at = 0; at <= value.length; at++) {
      if (at == value.length || value[at] == '\n' || value[at] == '\r') {
        bytes.writeBytes(name);
        bytes.write(value, start, at - start);
        bytes.write('\n');
        if (at + 1 < value.length && value[at] == '\r' && value[at + 1] == '\n') {
          at++;
        }
        start = at + 1;
      }
    }
  }

  private byte[] end() {
    bytes.write('\n');
    return bytes.toByteArray();
  }
}
