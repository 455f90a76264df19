package weft.http.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import weft.http.BlockInput;

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
  ///
  /// Where it ends the decoder's native memory is given back, which would else wait for the
  /// collector. Not when it is closed: another thread may be reading.
  private static final class Decoded extends BlockInput {
    private final InputStream raw;
    private final Attempt attempt;
    private final boolean gzip;
    private @Nullable InputStream decoder;
    private @Nullable CallFailed failure;
    private boolean ended;

    Decoded(InputStream raw, Attempt attempt, boolean gzip) {
      this.raw = raw;
      this.attempt = attempt;
      this.gzip = gzip;
    }

    @Override
    protected int readBlock(byte[] target, int offset, int length) throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (ended) {
        return -1;
      }
      try {
        InputStream present = decoder == null ? begin() : decoder;
        int count = present == null ? -1 : present.read(target, offset, length);
        if (count < 0) {
          end();
        }
        return count;
      } catch (EOFException | ZipException malformed) {
        letGo();
        throw failed(malformed);
      }
    }

    /// @return `null` when there is nothing
    private @Nullable InputStream begin() throws IOException {
      PushbackInputStream peeked = new PushbackInputStream(raw, 2);
      int first = peeked.read();
      if (first < 0) {
        return null;
      }
      int second = peeked.read();
      if (second >= 0) {
        peeked.unread(second);
      }
      peeked.unread(first);
      InputStream made = gzip ? new Members(peeked) : new Inflated(peeked, !isZlib(first, second));
      decoder = made;
      return made;
    }

    /// "deflate" is the zlib format; "some non-conformant implementations send the deflate
    /// compressed data without the zlib wrapper".
    /// https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.2
    private static boolean isZlib(int first, int second) {
      return (first & 15) == 8 && ((first << 8) | Math.max(0, second)) % 31 == 0;
    }

    /// All that HTTP announced has come, but it was encoded wrongly or cut before it was sent.
    private CallFailed failed(IOException cause) {
      String reason =
          attempt + ": the body is not " + (gzip ? "gzip" : "deflate") + ", or not whole";
      CallFailed named = new CallFailed(CallFailed.Kind.PROTOCOL, reason, false, cause);
      failure = named;
      return named;
    }

    /// Where the coding ends the message has to end too: decoders take a connection that is lost
    /// behind it for an end. "A client that receives an incomplete response message … MUST record
    /// the message as incomplete." https://www.rfc-editor.org/rfc/rfc9112#section-8
    private void end() throws IOException {
      try {
        raw.skip(PADDING_BYTES_MAX);
        ended = true;
      } finally {
        letGo();
      }
    }

    private void letGo() throws IOException {
      if (decoder != null) {
        decoder.close();
      }
    }

    @Override
    public void close() throws IOException {
      raw.close();
    }
  }

  /// gzip, of any number of members. The JDK's stream goes on with the next by a call of itself:
  /// empty ones, of 20 bytes each, would pile up on the stack until it is full.
  private static final class Members extends GZIPInputStream {
    private boolean reading;

    Members(InputStream raw) throws IOException {
      super(raw);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (reading) {
        // Back to the loop below.
        return 0;
      }
      reading = true;
      try {
        int count;
        do {
          count = super.read(target, offset, length);
        } while (count == 0);
        return count;
      } finally {
        reading = false;
      }
    }
  }

  /// Gives back a decoder that is not the stream's own.
  private static final class Inflated extends InflaterInputStream {
    Inflated(InputStream raw, boolean bare) {
      super(raw, new Inflater(bare));
    }

    @Override
    public void close() throws IOException {
      inf.end();
      super.close();
    }
  }
}
