package weft.web.compression;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import weft.http.BlockInput;

/// Decodes Zstandard (RFC 8878) by zstd-jni, strictly.
final class ZstdInput extends BlockInput {
  /// "decoders that support this coding MUST support a Window_Size of at least 8 MB", and encoders
  /// "MUST NOT use a Window_Size larger than 8 MB". RFC 9659 §3.
  private static final int WINDOW_MAX = 23;

  private final ZstdInputStreamNoFinalizer decoder;

  ZstdInput(InputStream raw) throws IOException {
    decoder = new ZstdInputStreamNoFinalizer(new ZstdFrames(raw));
    decoder.setLongMax(WINDOW_MAX);
  }

  @Override
  protected int readBlock(byte[] target, int offset, int length) throws IOException {
    try {
      return decoder.read(target, offset, length);
    } catch (ZstdIOException e) {
      throw new MalformedCoding(e.getMessage() == null ? "its data are broken" : e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    decoder.close();
  }
}
