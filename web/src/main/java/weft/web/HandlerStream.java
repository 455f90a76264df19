package weft.web;

import java.io.IOException;
import java.io.OutputStream;

/// The body of a response as its handler writes it.
///
/// Closing it does not end the response, for a `try` closes it in front of the failure that leaves
/// the `try`, and half a body would be taken for all of it. The response ends when the handler has
/// returned.
final class HandlerStream extends OutputStream {
  private final OutputStream target;
  private boolean closed;

  HandlerStream(OutputStream target) {
    this.target = target;
  }

  @Override
  public void write(int value) throws IOException {
    checkOpen();
    target.write(value);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    checkOpen();
    target.write(source, offset, length);
  }

  @Override
  public void flush() throws IOException {
    if (!closed) {
      target.flush();
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  /// Ends the response if the handler, which has returned, closed the stream.
  void end() throws IOException {
    if (closed) {
      target.close();
    }
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("the stream is closed");
    }
  }
}
