package weft.http.client;

import java.io.IOException;
import weft.http.BlockInput;

/// The body of a response as it comes.
final class ResponseInput extends BlockInput {
  private final Attempt attempt;
  private boolean ended;

  ResponseInput(Attempt attempt) {
    this.attempt = attempt;
  }

  @Override
  protected int readBlock(byte[] target, int offset, int length) throws IOException {
    int count = ended ? -1 : attempt.read(target, offset, length);
    ended = count < 0;
    return count;
  }

  @Override
  public void close() {
    attempt.release();
  }
}
