package weft.web;

import java.io.IOException;
import java.io.InputStream;
import weft.http.BlockInput;
import weft.http.HttpError;
import weft.http.Status;

/// A request body that a filter decodes, held to the body's limit once more: what comes out counts,
/// too.
final class DecodedBody extends BlockInput {
  private final InputStream decoding;
  private long bytesMax;
  private long bytesRead;

  DecodedBody(InputStream decoding, long bytesMax) {
    this.decoding = decoding;
    this.bytesMax = bytesMax;
  }

  void limit(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  @Override
  protected int readBlock(byte[] target, int offset, int length) throws IOException {
    // One byte more than allowed, to see whether there is one.
    long left = Math.max(0, bytesMax - bytesRead);
    int count = decoding.read(target, offset, left < length ? (int) left + 1 : length);
    if (count > 0) {
      bytesRead += count;
    }
    if (bytesRead > bytesMax) {
      throw new HttpError(
          Status.CONTENT_TOO_LARGE, "the decoded body is larger than " + bytesMax + " bytes");
    }
    return count;
  }

  /// Closing does nothing: the filter ends it with the request.
  @Override
  public void close() {}
}
