package weft.http.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.BlockInput;

/// The body of a response as it comes. Who reads a few bytes at a time is given them out of a block
/// that was there already: a step to the hub and back costs as much as thousands of bytes.
final class ResponseInput extends BlockInput {
  private static final int BLOCK_BYTES = 8 * 1024;

  /// Reads of so many bytes go by no block.
  private static final int LARGE_BYTES = 1024;

  private final Attempt attempt;
  private byte[] block = {};
  private int blockAt;
  private int blockEnd;
  private boolean ended;

  /// Told again to whoever reads on: decoders pass over failures between two members.
  private @Nullable IOException failure;

  ResponseInput(Attempt attempt) {
    this.attempt = attempt;
  }

  @Override
  protected int readBlock(byte[] target, int offset, int length) throws IOException {
    if (blockAt == blockEnd && length >= LARGE_BYTES) {
      return take(target, offset, length);
    }
    if (blockAt == blockEnd && !isFilled()) {
      return -1;
    }
    int count = Math.min(length, blockEnd - blockAt);
    System.arraycopy(block, blockAt, target, offset, count);
    blockAt += count;
    return count;
  }

  private boolean isFilled() throws IOException {
    if (block.length == 0) {
      block = new byte[BLOCK_BYTES];
    }
    int count = take(block, 0, BLOCK_BYTES);
    if (count > 0) {
      blockAt = 0;
      blockEnd = count;
    }
    return count > 0;
  }

  private int take(byte[] target, int offset, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      int count = ended ? -1 : attempt.read(target, offset, length);
      ended = count < 0;
      return count;
    } catch (IOException failed) {
      failure = failed;
      throw failed;
    }
  }

  @Override
  public int available() {
    return blockEnd - blockAt;
  }

  @Override
  public void close() {
    attempt.release();
  }
}
