package weft.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/// The body of a request, read once, in blocking style.
///
/// A client that asked first (`Expect: 100-continue`) is told to go on by the first read; a handler
/// that never reads never makes it send. What is left unread when the handler returns is thrown
/// away, or the connection is closed when it is much.
///
/// Reading throws [HttpError] 413 past the limit and 408 when the client is too slow,
/// [ProtocolError] for broken framing and [ClientGone] when the client went away. Valid until the
/// handler returns; one thread at a time.
public final class Body {
  private static final int FIRST_BYTES = 8192;

  private final Request request;
  private long bytesMax;
  private long bytesRead;
  private boolean ended;

  Body(Request request) {
    this.request = request;
    this.bytesMax = request.exchange().bodyBytesMax();
  }

  /// Bytes it will have in all; 0 for none, -1 when the client did not say.
  public long length() {
    return request.exchange().message().bodyLength();
  }

  /// Bytes read so far.
  public long bytesRead() {
    return bytesRead;
  }

  /// Sets how large this body may be, instead of the server's default.
  ///
  /// @param bytesMax 0 or more; `Long.MAX_VALUE` for no limit
  /// @throws HttpError 413 when the client announced more
  public Body limit(long bytesMax) {
    if (bytesMax < 0) {
      throw new IllegalArgumentException("a body limit of " + bytesMax + " bytes is negative");
    }
    this.bytesMax = bytesMax;
    checkAnnounced();
    return this;
  }

  /// How large it may be, in bytes.
  public long limit() {
    return bytesMax;
  }

  /// Reads some bytes; waits for the first.
  ///
  /// @return how many, -1 at the end, 0 only when `length` is 0
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (ended) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    checkAnnounced();
    // One byte more than allowed, to see whether there is one.
    long most = Math.min(length, bytesMax - bytesRead + 1);
    int count = request.exchange().readBody(target, offset, most <= 0 ? length : (int) most);
    if (count < 0) {
      ended = true;
      return -1;
    }
    bytesRead += count;
    if (bytesRead > bytesMax) {
      throw tooLarge();
    }
    return count;
  }

  /// Reads the rest.
  public byte[] bytes() throws IOException {
    long length = length();
    if (length == 0 || ended) {
      return new byte[0];
    }
    checkAnnounced();
    long expected = length < 0 ? FIRST_BYTES : length - bytesRead;
    // A large announcement is not believed before the bytes come.
    byte[] result = new byte[(int) Math.min(expected, 8 * FIRST_BYTES)];
    int count = 0;
    while (true) {
      if (count == result.length) {
        if (count == expected && length > 0) {
          return result;
        }
        result = Arrays.copyOf(result, grown(count, length < 0 ? Long.MAX_VALUE : expected));
      }
      int more = read(result, count, result.length - count);
      if (more < 0) {
        return Arrays.copyOf(result, count);
      }
      count += more;
    }
  }

  /// The rest as a stream; closing it does nothing.
  public InputStream stream() {
    return new BodyStream(this);
  }

  private static int grown(int size, long most) {
    if (size == Integer.MAX_VALUE - 8) {
      throw new HttpError(Status.CONTENT_TOO_LARGE, "the body does not fit into an array");
    }
    return (int) Math.min(Math.min(size * 2L, most), Integer.MAX_VALUE - 8);
  }

  private void checkAnnounced() {
    if (length() > bytesMax) {
      throw tooLarge();
    }
  }

  private HttpError tooLarge() {
    return new HttpError(
        Status.CONTENT_TOO_LARGE, "the body is larger than " + bytesMax + " bytes");
  }
}
