package weft.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import weft.web.json.JsonCodec;
import weft.web.json.JsonError;

/// A request body of JSON values one after another, read as they come: lines (NDJSON), or a JSON
/// text sequence ([RFC 7464](https://www.rfc-editor.org/rfc/rfc7464)).
///
/// Read once; at most one value is held. The limit of the body counts for all of them together.
/// Belongs to the request's thread.
///
/// @param <T> what each value becomes
public final class JsonValues<T> implements Iterable<T> {
  /// Bytes a value may have unless said otherwise.
  private static final int VALUE_BYTES_MAX = 1 << 20;

  private static final int BUFFER_BYTES = 8192;
  private static final byte RECORD_SEPARATOR = 0x1e;

  private final InputStream in;
  private final JsonCodec codec;
  private final Class<T> type;
  private final boolean isSequence;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int limit;
  private int bytesMax = VALUE_BYTES_MAX;
  private long number;
  private boolean begun;
  private boolean ended;

  JsonValues(InputStream in, JsonCodec codec, Class<T> type, boolean isSequence) {
    this.in = in;
    this.codec = codec;
    this.type = type;
    this.isSequence = isSequence;
  }

  /// Sets how large one value may be, 1 MiB if not set.
  ///
  /// @param bytesMax 1 or more
  public JsonValues<T> limit(int bytesMax) {
    if (bytesMax < 1) {
      throw new IllegalArgumentException("a limit of " + bytesMax + " bytes holds no value");
    }
    this.bytesMax = bytesMax;
    return this;
  }

  /// The next value; waits for it.
  ///
  /// @return null behind the last
  /// @throws ProblemError 400 when it is not JSON, does not fit or is cut off, 413 when it is too
  ///   large
  /// @throws IOException when the client went away
  public @Nullable T next() throws IOException {
    while (!ended) {
      byte[] text = text();
      boolean isBeforeSequence = isSequence && !begun;
      begun = true;
      if (isBlank(text)) {
        continue;
      }
      number++;
      if (isBeforeSequence) {
        throw problem(400, "does not begin with a record separator");
      }
      if (isSequence && isCutOff(text)) {
        throw problem(400, "is cut off");
      }
      try {
        return codec.decode(text, type);
      } catch (JsonError error) {
        throw problem(400, "is wrong: " + error.getMessage());
      }
    }
    return null;
  }

  /// The values in turn, once; [UncheckedIOException] when the client went away.
  @Override
  public Iterator<T> iterator() {
    return new Values();
  }

  /// What stands before the next separator or the end.
  private byte[] text() throws IOException {
    byte separator = isSequence ? RECORD_SEPARATOR : (byte) '\n';
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      int start = at;
      while (at < limit && buffer[at] != separator) {
        at++;
      }
      text.write(buffer, start, at - start);
      if (text.size() > bytesMax) {
        number++;
        throw problem(413, "is larger than " + bytesMax + " bytes");
      }
      if (at < limit) {
        at++;
        return text.toByteArray();
      }
      at = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      if (limit == 0) {
        ended = true;
        return text.toByteArray();
      }
    }
  }

  private static boolean isBlank(byte[] text) {
    for (byte each : text) {
      if (!isBlank(each)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte each) {
    return each == ' ' || each == '\t' || each == '\n' || each == '\r';
  }

  /// "parsers MUST check that any JSON texts that are a top-level number, or that might be 'true',
  /// 'false', or 'null', include JSON whitespace (at least one byte) after that value".
  /// https://www.rfc-editor.org/rfc/rfc7464#section-2.4
  private static boolean isCutOff(byte[] text) {
    byte last = text[text.length - 1];
    return !isBlank(last) && last != '}' && last != ']' && last != '"';
  }

  private ProblemError problem(int status, String what) {
    ended = true;
    return new ProblemError(Problem.of(status, "JSON value " + number + " " + what));
  }

  private final class Values implements Iterator<T> {
    private @Nullable T following;

    @Override
    public boolean hasNext() {
      if (following == null) {
        try {
          following = JsonValues.this.next();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return following != null;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      T value = java.util.Objects.requireNonNull(following);
      following = null;
      return value;
    }
  }
}
