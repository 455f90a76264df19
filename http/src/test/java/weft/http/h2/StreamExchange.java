package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import weft.http.Exchange;
import weft.http.FieldList;
import weft.http.Request;
import weft.http.Response;
import weft.http.ResponseHead;
import weft.http.protocol.Outcome;

/// The user's side of a stream in tests of the machine: the real [Request] and [Response], and the
/// steps below them, none of which waits.
final class StreamExchange extends Exchange implements Http2StreamOwner {
  final Http2Stream stream;
  private final MachineLink link;
  private final byte[] room = new byte[1 << 16];

  /// Whether a handler has it.
  boolean isOpen;

  int gone;
  int ready;

  StreamExchange(MachineLink link, Http2Hub shared) {
    this.link = link;
    stream = new Http2Stream(shared, this);
  }

  // What its stream tells.

  @Override
  public void requested() {
    FrameLog.check(!isOpen, "a request on a stream whose handler is not done");
    open(stream);
    isOpen = true;
    gone = 0;
    ready = 0;
    link.requested(this);
  }

  @Override
  public void gone() {
    FrameLog.check(isOpen, "a handler that is done is told that its client is gone");
    gone++;
  }

  @Override
  public void ready() {
    FrameLog.check(isOpen, "a handler that is done is told to go on");
    ready++;
  }

  @Override
  public void released() {
    FrameLog.check(!isOpen, "a stream is released before its handler is done");
    clear();
    link.released(this);
  }

  // The handler.

  int id() {
    return stream.id;
  }

  Request theRequest() {
    return request();
  }

  Response theResponse() {
    return response();
  }

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
    isOpen = false;
    close();
    link.connection.handled(stream, link.now);
  }

  int beginNow(long length) {
    return link.connection.begin(stream, head(), length, link.now);
  }

  int writeNow(byte[] source, int offset, int length) {
    return link.connection.write(stream, source, offset, length, link.now);
  }

  int endNow() {
    return link.connection.end(stream, link.now);
  }

  int readNow(byte[] target, int offset, int length) {
    return link.connection.readBody(stream, target, offset, length, link.now);
  }

  void abortNow() {
    link.connection.abort(stream, link.now);
  }

  void informNow(int status, FieldList fields) {
    link.connection.inform(stream, status, fields);
  }

  /// Reads what is there of the body.
  ///
  /// @return the bytes as Latin-1, followed by the answer in brackets
  String read() {
    StringBuilder text = new StringBuilder();
    while (true) {
      int count = readNow(room, 0, room.length);
      switch (count) {
        case Outcome.WAIT -> {
          return text.append("[wait]").toString();
        }
        case Outcome.END -> {
          return text.append("[end]").toString();
        }
        case Outcome.FAILED -> {
          return text.append('[').append(stream.bodyFault()).append(']').toString();
        }
        case Outcome.GONE -> {
          return text.append("[gone]").toString();
        }
        default -> text.append(new String(room, 0, count, ISO_8859_1));
      }
    }
  }

  // The real request and response.

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
    return readNow(target, offset, length);
  }

  @Override
  protected void respond(byte[] content, int offset, int length) {
    link.connection.respond(stream, head(), content, offset, length, link.now);
  }

  @Override
  protected void begin(long length) throws IOException {
    require(beginNow(length));
  }

  @Override
  protected void write(byte[] source, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      done += require(writeNow(source, offset + done, length - done));
    }
  }

  @Override
  protected void end() throws IOException {
    require(endNow());
  }

  private static int require(int result) throws IOException {
    if (result <= 0) {
      throw new IOException("would wait, or is gone: " + result);
    }
    return result;
  }

  @Override
  protected void inform(int status, FieldList fields) {
    informNow(status, fields);
  }

  @Override
  protected boolean push(String target, FieldList fields) {
    return link.connection.push(stream, target, fields, link.now);
  }

  @Override
  protected void abort() {
    abortNow();
  }
}
