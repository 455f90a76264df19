package weft.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import weft.http.HttpError;
import weft.http.Status;

/// A request body that a filter decodes, held to the body's limit once more: what comes out counts,
/// too.
final class DecodedBody extends FilterInputStream {
  private long bytesMax;
  private long bytesRead;

  DecodedBody(InputStream decoding, long bytesMax) {
    super(decoding);
    this.bytesMax = bytesMax;
  }

  void limit(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    // One byte more than allowed, to see whether there is one.
    long most = Math.min(length, Math.max(0, bytesMax - bytesRead) + 1);
    int count = in.read(target, offset, (int) Math.min(most, length));
    if (count > 0) {
      bytesRead += count;
    }
    if (bytesRead > bytesMax) {
      throw new HttpError(
          Status.CONTENT_TOO_LARGE, "the decoded body is larger than " + bytesMax + " bytes");
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] away = new byte[(int) Math.min(8192, Math.max(0, count))];
    return away.length == 0 ? 0 : Math.max(0, read(away, 0, away.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /// Closing does nothing: the filter ends it with the request.
  @Override
  public void close() {}
}
