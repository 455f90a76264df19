package weft.web.compression;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Compressed bodies of requests: the first byte chooses the coding.
final class DecodingFuzzTest {
  private static final Coding[] CODINGS = Coding.values();

  /// Decoded bytes that are looked at; what would be more is for the ratio to stop.
  private static final int DECODED_MAX = 100_000;

  /// Any bytes are decoded, or malformed and nothing else; in pieces as at once; and what the JDK
  /// decodes from them is the same.
  @FuzzTest
  void anyBodyIsDecodedOrMalformed(byte[] data) throws IOException {
    if (data.length < 2 || data.length > 8000) {
      return;
    }
    Coding coding = CODINGS[(data[0] & 0xff) % CODINGS.length];
    byte[] body = Arrays.copyOfRange(data, 1, data.length);
    requireAvailable(coding);

    byte[] whole = decode(coding, new ByteArrayInputStream(body), 65_536);
    byte[] pieces = decode(coding, new Trickle(body), 7);

    if (isCapped(whole) || isCapped(pieces)) {
      return;
    }
    if (!Arrays.equals(whole, pieces)) {
      throw new AssertionError(coding + " in pieces is not the same");
    }
    if (whole != null) {
      same(coding, whole, body);
    }
  }

  /// Loads its library.
  private static void requireAvailable(Coding coding) {
    if (!coding.isAvailable()) {
      throw new AssertionError(coding + " has no library here");
    }
  }

  private static boolean isCapped(byte @Nullable [] decoded) {
    return decoded != null && decoded.length == DECODED_MAX;
  }

  private static void same(Coding coding, byte[] decoded, byte[] body) throws IOException {
    InputStream raw = new ByteArrayInputStream(body);
    if (coding == Coding.GZIP && !Arrays.equals(decoded, new GZIPInputStream(raw).readAllBytes())) {
      throw new AssertionError("the JDK decodes gzip otherwise");
    }
    if (coding == Coding.DEFLATE
        && !Arrays.equals(decoded, new InflaterInputStream(raw).readAllBytes())) {
      throw new AssertionError("the JDK decodes deflate otherwise");
    }
  }

  /// What is encoded, with flushes anywhere, is decoded to the same.
  @FuzzTest
  void whatIsEncodedIsDecoded(byte[] data) throws IOException {
    if (data.length < 3 || data.length > 20_000) {
      return;
    }
    Coding coding = CODINGS[(data[0] & 0xff) % CODINGS.length];
    int piece = 1 + (data[1] & 0xff);
    byte[] body = Arrays.copyOfRange(data, 2, data.length);
    requireAvailable(coding);
    CoderPool pool = new CoderPool(CompressionOptions.DEFAULTS);
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    Coder coder = pool.take(coding);
    if (coder == null) {
      throw new AssertionError("no coder");
    }
    for (int at = 0; at < body.length; at += piece) {
      coder.write(body, at, Math.min(piece, body.length - at), encoded);
      if (at % 3 == 0) {
        coder.flush(encoded);
      }
    }
    coder.finish(encoded);
    pool.give(coding, coder);

    byte[] decoded = decode(coding, new ByteArrayInputStream(encoded.toByteArray()), 65_536);

    if (!Arrays.equals(body, decoded)) {
      throw new AssertionError(coding + " does not come back");
    }
  }

  /// @return null for a malformed body
  private static byte @Nullable [] decode(Coding coding, InputStream raw, int length)
      throws IOException {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    byte[] some = new byte[length];
    try (InputStream decoder =
        switch (coding) {
          case ZSTD -> new ZstdInput(raw);
          case BR -> new BrotliInput(raw);
          case GZIP -> new InflatedInput(raw, true);
          case DEFLATE -> new InflatedInput(raw, false);
        }) {
      while (decoded.size() < DECODED_MAX) {
        int count = decoder.read(some, 0, some.length);
        if (count == 0) {
          throw new AssertionError("a read gave nothing");
        }
        if (count < 0) {
          return decoded.toByteArray();
        }
        decoded.write(some, 0, count);
      }
      return Arrays.copyOf(decoded.toByteArray(), DECODED_MAX);
    } catch (MalformedCoding malformed) {
      return null;
    }
  }

  /// Gives a few bytes at a time.
  private static final class Trickle extends InputStream {
    private final ByteArrayInputStream bytes;

    Trickle(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, Math.min(3, length));
    }
  }
}
