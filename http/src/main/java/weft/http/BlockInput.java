package weft.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// A stream whose bytes come in blocks: who reads one byte reads a block of one. For bodies and
/// what decodes them.
///
/// An abstract class, as `InputStream` is one.
public abstract class BlockInput extends InputStream {
  /// One that has not been read yet.
  protected BlockInput() {}

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    return length == 0 ? 0 : readBlock(target, offset, length);
  }

  /// Reads bytes, waiting for the first.
  ///
  /// @param target has room for all that is asked for
  /// @param length the most that are wanted, 1 or more
  /// @return how many, 1 or more; -1 at the end
  protected abstract int readBlock(byte[] target, int offset, int length) throws IOException;
}
