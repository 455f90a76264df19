package weft.http.client;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Codings a client takes off the bodies of responses (RFC 9110 §8.4.1): gzip and deflate.
final class ContentCoding {
  /// What servers are told of them.
  static final String ACCEPTED = "gzip, deflate";

  /// Bytes passed over behind what was encoded.
  private static final int PADDING_BYTES_MAX = 64 * 1024;

  private ContentCoding() {}

  /// The decoded body, or `null` when it is not encoded, or in a way that was not asked for.
  static @Nullable InputStream decode(InputStream raw, Attempt attempt) {
    String coding = attempt.headers().joined("content-encoding");
    return switch (coding == null ? "" : coding.strip().toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> new Decoded(raw, attempt, true);
      case "deflate" -> new Decoded(raw, attempt, false);
      default -> null;
    };
  }

  /// Looks at the first bytes when they are asked for, not before: a response to HEAD has none.
  private static final class Decoded extends FilterInputStream {
    private final InputStream raw;
    private final Attempt attempt;
    private final boolean gzip;
    private boolean begun;

    Decoded(InputStream raw, Attempt attempt, boolean gzip) {
      super(raw);
      this.raw = raw;
      this.attempt = attempt;
      this.gzip = gzip;
    }

    private boolean begin() throws IOException {
      if (begun) {
        return true;
      }
      PushbackInputStream peeked = new PushbackInputStream(in, 2);
      int first = peeked.read();
      if (first < 0) {
        return false;
      }
      begun = true;
      int second = peeked.read();
      if (second >= 0) {
        peeked.unread(second);
      }
      peeked.unread(first);
      in =
          gzip
              ? new GZIPInputStream(peeked)
              : new InflaterInputStream(peeked, new Inflater(!isZlib(first, second)));
      return true;
    }

    /// "deflate" is the zlib format; "some non-conformant implementations send the deflate
    /// compressed data without the zlib wrapper".
    /// https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.2
    private static boolean isZlib(int first, int second) {
      return (first & 15) == 8 && ((first << 8) | Math.max(0, second)) % 31 == 0;
    }

    @Override
    public int read() throws IOException {
      try {
        int value = begin() ? in.read() : -1;
        if (value < 0) {
          end();
        }
        return value;
      } catch (EOFException | ZipException malformed) {
        throw failed(malformed);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        int count = begin() ? in.read(target, offset, length) : -1;
        if (count < 0) {
          end();
        }
        return count;
      } catch (EOFException | ZipException malformed) {
        throw failed(malformed);
      }
    }

    /// All that HTTP announced has come, but it was encoded wrongly or cut before it was sent.
    private CallFailed failed(IOException cause) {
      String reason =
          attempt + ": the body is not " + (gzip ? "gzip" : "deflate") + ", or not whole";
      return new CallFailed(CallFailed.Kind.PROTOCOL, reason, false, cause);
    }

    /// Where the coding ends the message has to end too: decoders take a connection that is lost
    /// behind it for an end. "A client that receives an incomplete response message … MUST record
    /// the message as incomplete." https://www.rfc-editor.org/rfc/rfc9112#section-8
    private void end() throws IOException {
      raw.skip(PADDING_BYTES_MAX);
    }

    @Override
    public long skip(long count) throws IOException {
      try {
        return begin() ? in.skip(count) : 0;
      } catch (EOFException | ZipException malformed) {
        throw failed(malformed);
      }
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
