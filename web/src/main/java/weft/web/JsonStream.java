package weft.web;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import weft.web.json.JsonCodec;

/// A response of JSON values one after another, made by [WebResponse#jsonLines] or
/// [WebResponse#jsonSequence].
///
/// Writing waits while the client is slow. Left open, it is closed when the handler returns.
public final class JsonStream implements AutoCloseable {
  private static final int LINE_FEED = '\n';

  private final OutputStream out;
  private final JsonCodec codec;
  private final int before;

  /// @param before the character before each value, -1 for none
  JsonStream(OutputStream out, JsonCodec codec, int before) {
    this.out = out;
    this.codec = codec;
    this.before = before;
  }

  /// Writes a value; small ones are collected until [#flush].
  ///
  /// @throws IllegalArgumentException when it has no JSON form
  /// @throws IOException when the client went away
  public JsonStream write(@Nullable Object value) throws IOException {
    byte[] json = codec.encode(value);
    if (before >= 0) {
      out.write(before);
    } else {
      flatten(json);
    }
    out.write(json);
    out.write(LINE_FEED);
    return this;
  }

  /// A line is one value, whatever the codec does for readability: line ends are blanks to JSON,
  /// and never stand inside its strings (RFC 8259 §7).
  private static void flatten(byte[] json) {
    for (int index = 0; index < json.length; index++) {
      if (json[index] == '\n' || json[index] == '\r') {
        json[index] = ' ';
      }
    }
  }

  /// Sends what has been written.
  ///
  /// @throws IOException when the client went away
  public void flush() throws IOException {
    out.flush();
  }

  /// Ends the response.
  ///
  /// @throws IOException when the client went away
  @Override
  public void close() throws IOException {
    out.close();
  }
}
