package weft.web.records;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.http.HttpError;
import weft.http.Status;

/// Cuts a stream at a separator.
final class RecordTexts {
  private static final int FIRST_BYTES = 8192;

  private final InputStream body;
  private final byte separator;
  private final int bytesMax;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int start;
  private int end;
  private boolean ended;

  /// @param bytesMax bytes of one text
  RecordTexts(InputStream body, char separator, int bytesMax) {
    this.body = body;
    this.separator = (byte) separator;
    this.bytesMax = bytesMax;
  }

  /// What stands in front of the next separator, or behind the last; waits for it.
  ///
  /// @return null at the end, also when nothing stands behind the last separator
  /// @throws HttpError 413 when it is too long
  byte @Nullable [] next() throws IOException {
    int at = start;
    while (true) {
      while (at < end && buffer[at] != separator) {
        at++;
      }
      if (at - start > bytesMax) {
        throw new HttpError(
            Status.CONTENT_TOO_LARGE, "a record is larger than " + bytesMax + " bytes");
      }
      if (at < end) {
        byte[] text = Arrays.copyOfRange(buffer, start, at);
        start = at + 1;
        return text;
      }
      int searched = at - start;
      if (!fill()) {
        byte[] rest = Arrays.copyOfRange(buffer, start, end);
        start = end;
        return rest.length == 0 ? null : rest;
      }
      at = start + searched;
    }
  }

  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      // One byte more than a text may have, for its separator.
      buffer = Arrays.copyOf(buffer, (int) Math.min(buffer.length * 2L, bytesMax + 1L));
    }
    int count = body.read(buffer, end, buffer.length - end);
    ended = count < 0;
    end += Math.max(count, 0);
    return !ended;
  }
}
