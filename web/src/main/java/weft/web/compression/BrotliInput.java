package weft.web.compression;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import weft.http.BlockInput;

/// Decodes Brotli (RFC 7932) by brotli4j, strictly.
final class BrotliInput extends BlockInput {
  private static final int BUFFER_BYTES = 8192;

  private final InputStream raw;
  private final DecoderJNI.Wrapper decoder = new DecoderJNI.Wrapper(BUFFER_BYTES);
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private ByteBuffer output = ByteBuffer.allocate(0);
  private boolean ended;

  BrotliInput(InputStream raw) throws IOException {
    this.raw = raw;
  }

  @Override
  protected int readBlock(byte[] target, int offset, int length) throws IOException {
    while (!ended) {
      if (output.hasRemaining()) {
        int count = Math.min(length, output.remaining());
        output.get(target, offset, count);
        return count;
      }
      advance();
    }
    return -1;
  }

  private void advance() throws IOException {
    if (decoder.getStatus() == DecoderJNI.Status.ERROR) {
      throw new MalformedCoding("its data are broken, or something follows its end");
    }
    if (decoder.hasOutput()) {
      output = decoder.pull();
      return;
    }
    switch (decoder.getStatus()) {
      case DONE -> {
        if (raw.read() >= 0) {
          throw new MalformedCoding("something follows its end");
        }
        ended = true;
      }
      case NEEDS_MORE_INPUT -> {
        int count = raw.read(buffer, 0, buffer.length);
        if (count < 0) {
          throw new MalformedCoding("it is cut off");
        }
        decoder.getInputBuffer().clear().put(buffer, 0, count);
        decoder.push(count);
      }
      case OK -> decoder.push(0);
      case NEEDS_MORE_OUTPUT -> output = decoder.pull();
      case ERROR -> throw new MalformedCoding("its data are broken");
    }
  }

  @Override
  public void close() {
    ended = true;
    decoder.destroy();
  }
}
