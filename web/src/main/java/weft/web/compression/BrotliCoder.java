package weft.web.compression;

import com.aayushatharva.brotli4j.encoder.Encoder;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Brotli (RFC 7932) by brotli4j.
final class BrotliCoder implements Coder {
  private static final int BUFFER_BYTES = 8192;

  /// Logarithm of the window: 256 KiB, so that a coder stays within a megabyte or so.
  private static final int WINDOW = 18;

  private final EncoderJNI.Wrapper encoder;
  private final byte[] buffer = new byte[BUFFER_BYTES];

  BrotliCoder(int quality) throws IOException {
    encoder = new EncoderJNI.Wrapper(BUFFER_BYTES, quality, WINDOW, Encoder.Mode.GENERIC);
  }

  @Override
  public void write(byte[] source, int offset, int length, OutputStream target) throws IOException {
    int end = offset + length;
    for (int at = offset; at < end; ) {
      ByteBuffer input = encoder.getInputBuffer();
      input.clear();
      int count = Math.min(input.remaining(), end - at);
      input.put(source, at, count);
      perform(EncoderJNI.Operation.PROCESS, count, target);
      at += count;
    }
  }

  @Override
  public void flush(OutputStream target) throws IOException {
    perform(EncoderJNI.Operation.FLUSH, 0, target);
  }

  @Override
  public void finish(OutputStream target) throws IOException {
    perform(EncoderJNI.Operation.FINISH, 0, target);
  }

  private void perform(EncoderJNI.Operation operation, int length, OutputStream target)
      throws IOException {
    encoder.push(operation, length);
    while (encoder.isSuccess()) {
      if (encoder.hasMoreOutput()) {
        emit(encoder.pull(), target);
      } else if (encoder.hasRemainingInput()) {
        encoder.push(operation, 0);
      } else {
        return;
      }
    }
    throw new IOException("the brotli encoder has failed");
  }

  private void emit(ByteBuffer output, OutputStream target) throws IOException {
    while (output.hasRemaining()) {
      int count = Math.min(output.remaining(), buffer.length);
      output.get(buffer, 0, count);
      target.write(buffer, 0, count);
    }
  }

  @Override
  public boolean reset() {
    return false;
  }

  @Override
  public void free() {
    encoder.destroy();
  }
}
