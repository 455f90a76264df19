package weft.web.compression;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.AcceptEncoding;
import weft.http.Status;
import weft.web.BodyCoding;
import weft.web.WebResponse;

/// Decides about one response and compresses it.
final class ResponseCoding implements BodyCoding {
  private static final String VARY = "Vary";
  private static final String ACCEPT_ENCODING = "Accept-Encoding";

  private final Compression owner;
  private final AcceptEncoding accepted;
  private final boolean head;
  private @Nullable Coding coding;
  private @Nullable Coder coder;

  ResponseCoding(Compression owner, AcceptEncoding accepted, boolean head) {
    this.owner = owner;
    this.accepted = accepted;
    this.head = head;
  }

  @Override
  public byte[] encode(WebResponse response, byte[] body) {
    if (body.length == 0) {
      withoutBody(response);
      return body;
    }
    try {
      Coder taken = begin(response, body.length);
      if (taken == null) {
        return body;
      }
      byte[] coded = code(taken, response, body);
      if (coded == null) {
        return body;
      }
      if (coded.length >= body.length && accepted.isIdentityAccepted()) {
        owner.left.increment();
        return body;
      }
      describe(response);
      owner.compressed.increment();
      owner.bytesIn.add(body.length);
      owner.bytesOut.add(coded.length);
      return coded;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      release();
    }
  }

  /// @return `null` when nobody wants it any more
  private static byte @Nullable [] code(Coder coder, WebResponse response, byte[] body)
      throws IOException {
    ByteArrayOutputStream coded = new ByteArrayOutputStream(Math.max(512, body.length / 4));
    Pieces pieces = new Pieces();
    int at = 0;
    while (at < body.length) {
      int count = pieces.next(body.length - at);
      if (response.isClientGone()) {
        return null;
      }
      coder.write(body, at, count, coded);
      at += count;
    }
    coder.finish(coded);
    return coded.toByteArray();
  }

  @Override
  public OutputStream encode(WebResponse response, OutputStream target, long length) {
    return new CodedStream(this, response, target, length, owner.minimumBytes());
  }

  /// Begins to compress a stream, if it is to be.
  ///
  /// @param length bytes, -1 when it is not known
  /// @return false when the body is sent as it is
  boolean beginStream(WebResponse response, long length) throws IOException {
    if (begin(response, length) == null) {
      return false;
    }
    describe(response);
    owner.compressed.increment();
    return true;
  }

  /// What codes the stream.
  ///
  /// @throws IOException when it was given back, and may be somebody else's
  Coder coder() throws IOException {
    Coder taken = coder;
    if (taken == null) {
      throw new IOException("the response has ended");
    }
    return taken;
  }

  void count(long bytesIn, long bytesOut) {
    owner.bytesIn.add(bytesIn);
    owner.bytesOut.add(bytesOut);
  }

  private @Nullable Coder begin(WebResponse response, long length) throws IOException {
    Coding chosen = choose(response, length);
    if (chosen == null) {
      return null;
    }
    Coder taken = owner.coders.take(chosen);
    if (taken == null) {
      owner.busy.increment();
      return null;
    }
    coding = chosen;
    coder = taken;
    return taken;
  }

  /// The coding of a body, and the fields that say that there was a choice.
  private @Nullable Coding choose(WebResponse response, long length) {
    if (!mayBeCoded(response)) {
      return null;
    }
    boolean worth =
        owner.types().contains(response.header("content-type"))
            && (length < 0 || length >= owner.minimumBytes());
    // A client that refuses the body as it is gets it coded if at all possible.
    if (!worth && accepted.isIdentityAccepted()) {
      return null;
    }
    vary(response);
    return accepted.choose(owner.codings(), Coding::token);
  }

  private static boolean mayBeCoded(WebResponse response) {
    return !response.isUncompressed()
        && !response.isCommitted()
        && response.status() != Status.PARTIAL_CONTENT
        && response.header("content-encoding") == null
        && response.header("content-range") == null
        && response.header("content-digest") == null
        && response.header("repr-digest") == null
        && !isNoTransform(response.joined("cache-control"));
  }

  private static boolean isNoTransform(@Nullable String cacheControl) {
    return cacheControl != null && cacheControl.toLowerCase(Locale.ROOT).contains("no-transform");
  }

  private static void vary(WebResponse response) {
    String present = response.joined(VARY);
    if (present == null
        || !(present.contains("*")
            || present.toLowerCase(Locale.ROOT).contains("accept-encoding"))) {
      response.addHeader(VARY, ACCEPT_ENCODING);
    }
  }

  private void describe(WebResponse response) {
    if (coding != null) {
      response.header("Content-Encoding", coding.token());
    }
    response.removeHeader("Content-Length");
    // A range would be one of the body as it is.
    response.removeHeader("Accept-Ranges");
    weaken(response);
  }

  /// "a strong validator is ... changed whenever a change occurs to the representation data that
  /// would be observable in the content": coded bytes may differ from one time to the next.
  /// https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1
  private static void weaken(WebResponse response) {
    String tag = response.header("etag");
    if (tag != null && tag.startsWith("\"")) {
      response.header("ETag", "W/" + tag);
    }
  }

  /// What the answer to a GET would say is said to a HEAD, and by a 304.
  @Override
  public void withoutBody(WebResponse response) {
    boolean unmodified = response.status() == Status.NOT_MODIFIED;
    if (!unmodified && !head) {
      return;
    }
    String declared = response.header("content-length");
    String type = response.header("content-type");
    if (unmodified && type == null && mayBeCoded(response)) {
      // The type is not told, so nobody knows whether the tag was weakened; weak it compares well
      // with either.
      vary(response);
      if (accepted.choose(owner.codings(), Coding::token) != null) {
        weaken(response);
      }
    } else if (declared != null || unmodified) {
      coding = choose(response, declared == null ? -1 : Long.parseLong(declared));
      if (coding != null && unmodified) {
        weaken(response);
        response.removeHeader("Content-Length");
      } else if (coding != null) {
        describe(response);
      }
    }
  }

  @Override
  public void release() {
    if (coder != null && coding != null) {
      owner.coders.give(coding, coder);
      coder = null;
    }
  }
}
