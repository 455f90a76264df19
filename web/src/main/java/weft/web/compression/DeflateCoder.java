package weft.web.compression;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// gzip (RFC 1952) and the zlib format (RFC 1950) by the JDK's Deflater, which holds some 256 KiB
/// of native memory.
final class DeflateCoder implements Coder {
  private static final int BUFFER_BYTES = 8192;

  /// Magic, deflate, no flags, no time, no level told, system unknown. RFC 1952 §2.3.
  private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

  private final Deflater deflater;
  private final boolean gzip;
  private final CRC32 checksum = new CRC32();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private boolean begun;

  DeflateCoder(boolean gzip, int level) {
    this.gzip = gzip;
    deflater = new Deflater(level, gzip);
  }

  @Override
  public void write(byte[] source, int offset, int length, OutputStream target) throws IOException {
    begin(target);
    if (gzip) {
      checksum.update(source, offset, length);
    }
    deflater.setInput(source, offset, length);
    while (!deflater.needsInput()) {
      emit(Deflater.NO_FLUSH, target);
    }
  }

  @Override
  public void flush(OutputStream target) throws IOException {
    begin(target);
    int count;
    do {
      count = emit(Deflater.SYNC_FLUSH, target);
      // Less than a whole buffer: zlib has nothing more to say.
    } while (count == buffer.length);
  }

  @Override
  public void finish(OutputStream target) throws IOException {
    begin(target);
    deflater.finish();
    while (!deflater.finished()) {
      emit(Deflater.NO_FLUSH, target);
    }
    if (gzip) {
      writeLittleEndian((int) checksum.getValue(), target);
      writeLittleEndian((int) deflater.getBytesRead(), target);
    }
  }

  private void begin(OutputStream target) throws IOException {
    if (!begun) {
      begun = true;
      if (gzip) {
        target.write(GZIP_HEADER);
      }
    }
  }

  private int emit(int flush, OutputStream target) throws IOException {
    int count = deflater.deflate(buffer, 0, buffer.length, flush);
    if (count > 0) {
      target.write(buffer, 0, count);
    }
    return count;
  }

  private static void writeLittleEndian(int value, OutputStream target) throws IOException {
    byte[] bytes = {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    target.write(bytes);
  }

  @Override
  public boolean reset() {
    deflater.reset();
    checksum.reset();
    begun = false;
    return true;
  }

  @Override
  public void free() {
    deflater.end();
  }
}
