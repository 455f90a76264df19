package weft.web.records;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import weft.web.json.JsonCodec;

/// A response's body as JSON values, one after the other. Sending waits while the client is slow,
/// and throws [weft.http.ClientGone] when it went away.
///
/// The response ends when the handler returns, whether the writer was closed or not. Belongs to the
/// request's thread.
public final class RecordWriter implements AutoCloseable {
  private final RecordFormat format;
  private final RecordFlush flush;
  private final OutputStream out;
  private final JsonCodec codec;

  /// A writer to a response's stream.
  public RecordWriter(RecordFormat format, RecordFlush flush, OutputStream out, JsonCodec codec) {
    this.format = format;
    this.flush = flush;
    this.out = out;
    this.codec = codec;
  }

  /// Sends a value.
  ///
  /// @throws IllegalArgumentException when it has no JSON form, or, for NDJSON, when the app's
  ///   codec makes several lines of it; then nothing of it was written
  public void send(@Nullable Object value) throws IOException {
    byte[] json = codec.encode(value);
    if (format == RecordFormat.JSON_SEQUENCE) {
      out.write(format.separator());
    } else {
      checkOneLine(json);
    }
    out.write(json);
    out.write('\n');
    if (flush == RecordFlush.EACH) {
      out.flush();
    }
  }

  /// Sends what is there.
  public void flush() throws IOException {
    out.flush();
  }

  /// Lets nothing more be sent. A handler that throws breaks the response off all the same.
  @Override
  public void close() throws IOException {
    out.close();
  }

  private static void checkOneLine(byte[] json) {
    for (byte value : json) {
      if (value == '\n' || value == '\r') {
        throw new IllegalArgumentException("the JSON codec makes several lines of a value");
      }
    }
  }
}
