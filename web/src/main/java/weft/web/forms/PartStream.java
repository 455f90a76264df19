package weft.web.forms;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import weft.http.BlockInput;

/// The content of a part as a stream, and as a channel that is always open.
final class PartStream extends BlockInput implements ReadableByteChannel {
  private final Multipart form;
  private final Part part;

  PartStream(Multipart form, Part part) {
    this.form = form;
    this.part = part;
  }

  @Override
  protected int readBlock(byte[] target, int offset, int length) throws IOException {
    return form.read(part, ByteBuffer.wrap(target, offset, length));
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
