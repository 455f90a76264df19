package weft.web;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// The body of a response that is written while it is sent, until something else takes its place.
///
/// Belongs to the request's thread.
final class AnsweredStream {
  private final OutputStream plain;
  private final OutputStream target;
  private @Nullable HandlerStream written;

  /// A body on its way.
  ///
  /// @param plain the response's own stream
  /// @param target what codes the body for that one, or that one
  AnsweredStream(OutputStream plain, OutputStream target) {
    this.plain = plain;
    this.target = target;
  }

  /// What ends the response when it is closed.
  OutputStream ending() {
    return target;
  }

  /// What the handler may close without ending the response.
  OutputStream forHandler() {
    if (written == null) {
      written = new HandlerStream(target);
    }
    return written;
  }

  /// Ends the response if the handler has closed its stream.
  void handlerReturned() throws IOException {
    if (written != null) {
      written.end();
    }
  }

  /// Ends what codes the body; the response's own stream ends with the request.
  void complete() throws IOException {
    if (target != plain) {
      target.close();
    }
  }

  /// Takes no more: something else is answered.
  void drop() {
    if (written != null) {
      written.close();
    }
  }
}
