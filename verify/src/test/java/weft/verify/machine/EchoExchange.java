package weft.verify.machine;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import weft.http.Exchange;
import weft.http.FieldList;
import weft.http.h1.Http1Connection;
import weft.http.h1.Http1Message;
import weft.http.protocol.Outcome;

/// Answers one request of the machine with what it was, without ever waiting: it goes on when told
/// that more of the body is there.
final class EchoExchange extends Exchange {
  private static final SocketAddress NOWHERE = InetSocketAddress.createUnresolved("nowhere", 1);

  private static final long BODY_BYTES_MAX = 1 << 20;

  private final Http1Connection connection;
  private final Http1Message message;
  private final byte[] buffer = new byte[1000];
  private final long nowNanos;
  private long bodyBytes;
  private boolean done;

  EchoExchange(Http1Connection connection, Http1Message message, long nowNanos) {
    this.connection = connection;
    this.message = message;
    this.nowNanos = nowNanos;
  }

  /// Reads on; answers when the body is over.
  ///
  /// @return whether the request is done with
  boolean proceed() {
    if (!done && message.bodyLength() > BODY_BYTES_MAX) {
      done = true;
      answer(413);
    }
    while (!done) {
      int count = connection.readBody(buffer, 0, buffer.length, nowNanos);
      if (count == Outcome.WAIT) {
        return false;
      }
      if (count > 0) {
        bodyBytes += count;
        continue;
      }
      done = true;
      if (count == Outcome.GONE) {
        connection.abort(nowNanos);
      } else {
        answer(count == Outcome.END ? 200 : 400);
      }
    }
    return true;
  }

  private void answer(int status) {
    open(message);
    response().status(status);
    if (status == 200) {
      response().header("X-Echo", message.method() + " " + message.path() + " " + bodyBytes);
    }
    response().send("echo\n".getBytes(StandardCharsets.US_ASCII));
    close();
    clear();
  }

  @Override
  protected String scheme() {
    return "http";
  }

  @Override
  protected SocketAddress remoteAddress() {
    return NOWHERE;
  }

  @Override
  protected SocketAddress localAddress() {
    return NOWHERE;
  }

  @Override
  protected long bodyBytesMax() {
    return BODY_BYTES_MAX;
  }

  // The scenario has one thread, which cannot wait: it feeds the machine's body calls itself and
  // answers with whole responses. What waits or streams comes here only by a bug, and is one.

  @Override
  protected int readBody(byte[] target, int offset, int length) {
    throw new UnsupportedOperationException("this exchange does not wait");
  }

  @Override
  protected void respond(byte[] content, int offset, int length) {
    connection.respond(head(), content, offset, length, nowNanos);
  }

  @Override
  protected void begin(long length) {
    throw new UnsupportedOperationException("this exchange does not stream");
  }

  @Override
  protected void write(byte[] source, int offset, int length) {
    throw new UnsupportedOperationException("this exchange does not stream");
  }

  @Override
  protected void end() {
    throw new UnsupportedOperationException("this exchange does not stream");
  }

  @Override
  protected void inform(int status, FieldList fields) {
    connection.inform(status, fields);
  }

  @Override
  protected void abort() {
    connection.abort(nowNanos);
  }
}
