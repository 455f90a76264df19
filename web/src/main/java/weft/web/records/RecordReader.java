package weft.web.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import weft.http.HttpError;
import weft.http.Status;
import weft.web.json.JsonCodec;
import weft.web.json.JsonError;

/// A request's body as JSON values, each handed out when it is there:
///
/// ```java
/// for (Reading reading : req.ndjson(Reading.class)) {
///   store.add(reading);
/// }
/// ```
///
/// A value that is not JSON or does not fit ends the loop with [HttpError] 400 that says which
/// record it was, one that is too large with 413; further what request bodies throw, `IOException`s
/// as `UncheckedIOException`.
///
/// A record of a JSON text sequence is there when the next one begins or the body ends.
///
/// Read once; belongs to the request's thread.
public final class RecordReader<T> implements Iterable<T> {

  private final RecordFormat format;
  private final RecordTexts texts;
  private final Class<T> type;
  private final JsonCodec codec;
  private long number;
  private boolean begun;

  RecordReader(
      RecordFormat format, InputStream body, RecordLimits limits, Class<T> type, JsonCodec codec) {
    this.format = format;
    // What ends a record counts as part of it, CR and LF too.
    this.texts = new RecordTexts(body, format.separator(), limits.recordBytesMax());
    this.type = type;
    this.codec = codec;
  }

  /// The records of a body.
  ///
  /// @param contentType of the request; null for none
  /// @param body held to the limits' bytes already
  /// @throws HttpError 415 when the content type is there and is another
  public static <T> RecordReader<T> of(
      RecordFormat format,
      @Nullable String contentType,
      InputStream body,
      RecordLimits limits,
      Class<T> type,
      JsonCodec codec) {
    if (contentType != null && !format.accepts(contentType)) {
      throw new HttpError(Status.UNSUPPORTED_MEDIA_TYPE, "the body is not " + format.contentType());
    }
    return new RecordReader<>(format, body, limits, type, codec);
  }

  /// The records, once.
  ///
  /// @throws IllegalStateException when it was asked for before
  @Override
  public Iterator<T> iterator() {
    if (begun) {
      throw new IllegalStateException("records are read once");
    }
    begun = true;
    return new Records<>(this);
  }

  private @Nullable T next() throws IOException {
    if (format == RecordFormat.JSON_SEQUENCE && number == 0) {
      skipStart();
    }
    for (byte[] text = texts.next(); text != null; text = texts.next()) {
      int length = trimmed(text);
      if (length > 0) {
        number++;
        checkWhole(text, length);
        return decode(length == text.length ? text : Arrays.copyOf(text, length));
      }
    }
    return null;
  }

  /// Nothing stands in front of the first RS.
  private void skipStart() throws IOException {
    byte[] text = texts.next();
    if (text != null && trimmed(text) > 0) {
      throw new HttpError(Status.BAD_REQUEST, "the body does not begin with RS");
    }
  }

  /// Length without the white space at the end.
  private static int trimmed(byte[] text) {
    int length = text.length;
    while (length > 0 && isSpace(text[length - 1])) {
      length--;
    }
    return length;
  }

  /// The first byte that is no white space; there is one.
  private static byte first(byte[] text) {
    int at = 0;
    while (isSpace(text[at])) {
      at++;
    }
    return text[at];
  }

  private static boolean isSpace(byte value) {
    return value == ' ' || value == '\n' || value == '\r' || value == '\t';
  }

  /// "a top-level value of 'true', 'false', or 'null' or a number ... MUST have a trailing ws", or
  /// else may have been cut, [RFC 7464 §2.4](https://www.rfc-editor.org/rfc/rfc7464#section-2.4).
  private void checkWhole(byte[] text, int length) {
    if (format == RecordFormat.JSON_SEQUENCE
        && length == text.length
        && "{[\"".indexOf(first(text)) < 0) {
      throw new HttpError(Status.BAD_REQUEST, "record " + number + " may have been cut");
    }
  }

  private T decode(byte[] text) {
    try {
      return codec.decode(text, type);
    } catch (JsonError error) {
      String pointer = error.pointer().isEmpty() ? "" : " at #" + error.pointer();
      throw new HttpError(
          Status.BAD_REQUEST,
          "record " + number + " is wrong" + pointer + ": " + error.getMessage());
    }
  }

  /// Goes to the next record when it is asked for, not before.
  private static final class Records<T> implements Iterator<T> {
    private final RecordReader<T> reader;
    private @Nullable T next;
    private boolean ended;

    Records(RecordReader<T> reader) {
      this.reader = reader;
    }

    @Override
    public boolean hasNext() {
      if (next == null && !ended) {
        try {
          next = reader.next();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        ended = next == null;
      }
      return next != null;
    }

    @Override
    public T next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("there are no more records");
      }
      T result = next;
      next = null;
      return result;
    }
  }
}
