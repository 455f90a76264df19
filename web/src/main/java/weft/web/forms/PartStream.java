package weft.web.forms;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;

/// The content of a part as a stream, and as a channel that is always open.
final class PartStream extends InputStream implements ReadableByteChannel {
  private final Multipart form;
  private final Part part;

  PartStream(Multipart form, Part part) {
    this.form = form;
    this.part = part;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    return length == 0 ? 0 : form.read(part, ByteBuffer.wrap(target, offset, length));
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return target.hasRemaining() ? form.read(part, target) : 0;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  /// Does nothing.
  @Override
  public void close() {}
}
