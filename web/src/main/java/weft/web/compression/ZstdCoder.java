package weft.web.compression;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Zstandard (RFC 8878) by zstd-jni.
final class ZstdCoder implements Coder {
  /// Logarithm of the window: 256 KiB, so that a coder stays within two megabytes or so. Decoders
  /// for HTTP must have 8 MiB (RFC 9659 §3).
  private static final int WINDOW = 18;

  /// Collects what one call gives, so that nobody waits for a client inside the library.
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

  private final ZstdOutputStreamNoFinalizer encoder;

  ZstdCoder(int level) throws IOException {
    encoder = new ZstdOutputStreamNoFinalizer(collected, level);
    encoder.setWindowLog(WINDOW);
  }

  @Override
  public void write(byte[] source, int offset, int length, OutputStream target) throws IOException {
    encoder.write(source, offset, length);
    emit(target);
  }

  @Override
  public void flush(OutputStream target) throws IOException {
    encoder.flush();
    emit(target);
  }

  @Override
  public void finish(OutputStream target) throws IOException {
    encoder.close();
    emit(target);
  }

  private void emit(OutputStream target) throws IOException {
    if (collected.size() > 0) {
      collected.writeTo(target);
      collected.reset();
    }
  }

  @Override
  public boolean reset() {
    return false;
  }

  @Override
  public void free() {
    try {
      encoder.close();
    } catch (IOException impossible) {
      throw new IllegalStateException("memory took no bytes", impossible);
    }
  }
}
