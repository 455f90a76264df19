package weft.web.forms;

import java.io.IOException;
import java.nio.ByteBuffer;
import weft.http.BlockInput;
import weft.hub.FileWork;

/// A temporary file from its beginning as a stream.
final class TemporaryFileStream extends BlockInput {
  private final TemporaryFile file;
  private final FileWork work;
  private final byte[] buffer = new byte[65_536];
  private int start;
  private int end;
  private long position;

  TemporaryFileStream(TemporaryFile file, FileWork work) {
    this.file = file;
    this.work = work;
  }

  @Override
  protected int readBlock(byte[] target, int offset, int length) throws IOException {
    if (start == end) {
      int count = work.call(() -> file.channel().read(ByteBuffer.wrap(buffer), position));
      if (count < 0) {
        return -1;
      }
      start = 0;
      end = count;
      position += count;
    }
    int count = Math.min(length, end - start);
    System.arraycopy(buffer, start, target, offset, count);
    start += count;
    return count;
  }
}
