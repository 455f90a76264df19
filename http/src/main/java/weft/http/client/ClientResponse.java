package weft.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.Headers;

/// A response whose head has come; its body is read here, once.
///
/// Read it to its end or close it: until then its connection, or its share of one, is in use. Head
/// and trailers can be asked for afterwards. One thread at a time.
public final class ClientResponse implements AutoCloseable {
  private static final int PIECE_BYTES = 16 * 1024;

  private final Attempt attempt;
  private final URI uri;
  private final long bodyBytesMax;
  private final boolean decoded;
  private final InputStream body;

  ClientResponse(Attempt attempt, URI uri, ClientOptions options) {
    this.attempt = attempt;
    this.uri = uri;
    bodyBytesMax = options.bodyBytesMax();
    InputStream raw = new ResponseInput(attempt);
    InputStream decoding = options.decompresses() ? ContentCoding.decode(raw, attempt) : null;
    decoded = decoding != null;
    body = decoding == null ? raw : decoding;
  }

  /// Status, 200 to 999.
  public int status() {
    return attempt.status();
  }

  /// Fields of the head.
  public Headers headers() {
    return attempt.headers();
  }

  /// A field of the head, or `null`.
  public @Nullable String header(String name) {
    return attempt.headers().first(name);
  }

  /// Where it came from: behind redirects not what was asked for.
  public URI uri() {
    return uri;
  }

  /// `HTTP/1.1` or `HTTP/2`.
  public String version() {
    return attempt.version();
  }

  /// Bytes of the body, 0 for none, -1 when not known.
  public long length() {
    return decoded ? -1 : attempt.bodyLength();
  }

  /// Reads bytes of the body; waits for the first.
  ///
  /// @return how many, -1 at the end, 0 only when `length` is 0
  /// @throws CallFailed when the rest does not come
  public int read(byte[] target, int offset, int length) throws IOException {
    return body.read(target, offset, length);
  }

  /// The body as a stream; closing it is [#close].
  public InputStream stream() {
    return body;
  }

  /// Reads the rest of the body, then closes.
  ///
  /// @throws CallFailed when it does not come, or is larger than the client's options allow
  public byte[] bytes() throws IOException {
    try (this) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
        if (all.size() + count > bodyBytesMax) {
          throw new CallFailed(
              CallFailed.Kind.TOO_LARGE,
              attempt + ": the body is larger than " + bodyBytesMax + " bytes",
              false,
              null);
        }
        all.write(piece, 0, count);
      }
      return all.toByteArray();
    }
  }

  /// Reads the rest of the body as text in the character set that Content-Type names, else UTF-8;
  /// then closes.
  ///
  /// @throws CallFailed as [#bytes]
  public String text() throws IOException {
    return new String(bytes(), charset(header("content-type")));
  }

  static Charset charset(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType;
    int at = type.toLowerCase(Locale.ROOT).indexOf("charset=");
    if (at < 0) {
      return UTF_8;
    }
    String name = type.substring(at + "charset=".length());
    int end = name.indexOf(';');
    String bare = (end < 0 ? name : name.substring(0, end)).strip().replace("\"", "");
    try {
      return Charset.forName(bare);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return UTF_8;
    }
  }

  /// Fields behind the body; empty before its end was read.
  public Headers trailers() {
    return attempt.trailers();
  }

  /// Lets go of what has not been read.
  @Override
  public void close() {
    attempt.release();
  }
}
