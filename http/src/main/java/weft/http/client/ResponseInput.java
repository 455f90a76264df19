package weft.http.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The body of a response as it comes.
final class ResponseInput extends InputStream {
  private final Attempt attempt;
  private boolean ended;

  ResponseInput(Attempt attempt) {
    this.attempt = attempt;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    int count = ended ? -1 : attempt.read(target, offset, length);
    ended = count < 0;
    return count;
  }

  @Override
  public void close() {
    attempt.release();
  }
}
