package weft.http;

import java.io.IOException;

/// A request body as a stream.
final class BodyStream extends BlockInput {
  private final Body body;

  BodyStream(Body body) {
    this.body = body;
  }

  @Override
  protected int readBlock(byte[] target, int offset, int length) throws IOException {
    return body.read(target, offset, length);
  }

  @Override
  public byte[] readAllBytes() throws IOException {
    return body.bytes();
  }
}
