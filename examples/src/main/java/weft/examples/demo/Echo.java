package weft.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import weft.web.RequestBody;
import weft.web.WebRequest;
import weft.web.WebResponse;

/// Answers a body with itself, of any length and framing.
///
/// A small one at once; a larger one as it comes, so that a client that does not read its answer is
/// not read from either, and memory stays what it is.
final class Echo {
  /// Longest body that is held whole, in bytes.
  private static final int WHOLE_BYTES_MAX = 8 * 1024;

  private static final int BUFFER_BYTES = 16 * 1024;

  private Echo() {}

  static void answer(WebRequest request, WebResponse response) throws IOException {
    RequestBody body = request.body().limit(Long.MAX_VALUE);
    String sent = request.header("content-type");
    String contentType = sent == null ? "application/octet-stream" : sent;
    long length = body.length();
    if (length >= 0 && length <= WHOLE_BYTES_MAX) {
      response.bytes(body.bytes(), contentType);
      return;
    }
    InputStream source = body.stream();
    byte[] buffer = new byte[BUFFER_BYTES];
    // The first bytes before the head: a body that is too slow or broken then still gets its
    // status.
    int count = source.read(buffer);
    OutputStream target = response.stream(contentType, length);
    while (count >= 0) {
      target.write(buffer, 0, count);
      target.flush();
      count = source.read(buffer);
    }
  }
}
