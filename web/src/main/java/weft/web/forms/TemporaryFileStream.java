package weft.web.forms;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import weft.hub.FileWork;

/// A temporary file from its beginning as a stream.
final class TemporaryFileStream extends InputStream {
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
