package weft.bench.micro;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import weft.http.Exchange;
import weft.http.FieldList;
import weft.http.RequestMessage;
import weft.http.ResponseHead;

/// An exchange only to have a response's head filled the way handlers do.
final class LoopedExchange extends Exchange {
  private final SocketAddress nowhere = new InetSocketAddress(0);

  /// The head of a `200` with Content-Type and further fields of the handler's.
  ///
  /// @param fieldCount at least 1
  static ResponseHead head(RequestMessage message, int fieldCount) {
    var exchange = new LoopedExchange();
    exchange.open(message);
    exchange.response().header("Content-Type", "text/plain");
    for (int i = 1; i < fieldCount; i++) {
      exchange.response().header("X-Field-" + i, "a value of usual length " + i);
    }
    return exchange.head();
  }

  @Override
  protected String scheme() {
    return "http";
  }

  @Override
  protected SocketAddress remoteAddress() {
    return nowhere;
  }

  @Override
  protected SocketAddress localAddress() {
    return nowhere;
  }

  @Override
  protected long bodyBytesMax() {
    return 0;
  }

  @Override
  protected int readBody(byte[] target, int offset, int length) throws IOException {
    return -1;
  }

  @Override
  protected void respond(byte[] content, int offset, int length) {}

  @Override
  protected void begin(long length) throws IOException {}

  @Override
  protected void write(byte[] source, int offset, int length) throws IOException {}

  @Override
  protected void end() throws IOException {}

  @Override
  protected void inform(int status, FieldList fields) {}

  @Override
  protected void abort() {}
}
