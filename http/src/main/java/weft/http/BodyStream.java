package weft.http;

import java.io.IOException;
import java.io.InputStream;

/// A request body as a stream.
final class BodyStream extends InputStream {
  private final Body body;

  BodyStream(Body body) {
    this.body = body;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return body.read(target, offset, length);
  }

  @Override
  public byte[] readAllBytes() throws IOException {
    return body.bytes();
  }
}
