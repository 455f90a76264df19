package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.http.Exchange;
import weft.http.FieldList;
import weft.http.Request;
import weft.http.Response;
import weft.http.ResponseHead;
import weft.http.protocol.Outcome;

/// The user's side of a request in tests of the machine: the real [Request] and [Response] over a
/// connection that never waits.
final class Responder extends Exchange {
  private @Nullable RecordingLink link;
  private @Nullable Http1Message message;

  /// Takes the request a connection hands out.
  Responder take(RecordingLink link, Http1Message message) {
    this.link = link;
    this.message = message;
    open(message);
    return this;
  }

  Request theRequest() {
    return request();
  }

  Response theResponse() {
    return response();
  }

  /// The head as told so far, for calls on the connection itself.
  ResponseHead theHead() {
    return head();
  }

  /// Answers 200 with a text, and is done.
  void answer(String text) {
    response().send(text.getBytes(ISO_8859_1));
    finish();
  }

  /// The handler returns.
  void finish() {
    RecordingLink handled = link();
    close();
    clear();
    message = null;
    handled.connection.handled(handled.now);
  }

  void finishAll(RecordingLink handled) {
    if (message != null) {
      close();
      clear();
      message = null;
      handled.connection.handled(handled.now);
    }
  }

  /// Reads what is there of the body.
  ///
  /// @return the bytes as Latin-1, followed by the answer in brackets unless it was a count
  String read() {
    byte[] bytes = new byte[1 << 20];
    StringBuilder text = new StringBuilder();
    while (true) {
      int count = link().connection.readBody(bytes, 0, bytes.length, link().now);
      switch (count) {
        case Outcome.WAIT -> {
          return text.append("[wait]").toString();
        }
        case Outcome.END -> {
          return text.append("[end]").toString();
        }
        case Outcome.FAILED -> {
          return text.append('[')
              .append(Objects.requireNonNull(message).bodyFault())
              .append(']')
              .toString();
        }
        case Outcome.GONE -> {
          return text.append("[gone]").toString();
        }
        default -> text.append(new String(bytes, 0, count, ISO_8859_1));
      }
    }
  }

  private RecordingLink link() {
    if (link == null) {
      throw new IllegalStateException("no request");
    }
    return link;
  }

  @Override
  protected String scheme() {
    return "http";
  }

  @Override
  protected SocketAddress remoteAddress() {
    return new InetSocketAddress(1);
  }

  @Override
  protected SocketAddress localAddress() {
    return new InetSocketAddress(2);
  }

  @Override
  protected long bodyBytesMax() {
    return Long.MAX_VALUE;
  }

  @Override
  protected int readBody(byte[] target, int offset, int length) {
    return link().connection.readBody(target, offset, length, link().now);
  }

  @Override
  protected void respond(byte[] content, int offset, int length) {
    link().connection.respond(head(), content, offset, length, link().now);
  }

  @Override
  protected void begin(long length) throws IOException {
    require(link().connection.begin(head(), length, link().now));
  }

  @Override
  protected void write(byte[] source, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      done += require(link().connection.write(source, offset + done, length - done, link().now));
    }
  }

  @Override
  protected void end() throws IOException {
    require(link().connection.end(link().now));
  }

  private static int require(int result) throws IOException {
    if (result <= 0) {
      throw new IOException("would wait, or is gone: " + result);
    }
    return result;
  }

  @Override
  protected void inform(int status, FieldList fields) {
    link().connection.inform(status, fields);
  }

  @Override
  protected void abort() {
    link().connection.abort(link().now);
  }
}
