package weft.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/// A protocol that plays a request and remembers what it is told of the response.
final class ScriptedExchange extends Exchange implements RequestMessage {
  final List<String> told = new ArrayList<>();
  final FieldTable fields = new FieldTable();
  String method = "GET";
  long length;
  long bytesMax = 1 << 20;
  byte[] content = new byte[0];

  /// Bytes handed out by one read at most.
  int pieceLength = Integer.MAX_VALUE;

  private int at;

  ScriptedExchange() {
    open(this);
  }

  /// Sets a body.
  ScriptedExchange body(long length, String text) {
    this.length = length;
    content = text.getBytes(ISO_8859_1);
    return this;
  }

  Request theRequest() {
    return request();
  }

  Response theResponse() {
    return response();
  }

  /// The handler returns.
  void returned() throws IOException {
    complete();
    close();
  }

  void startAnew() {
    resetResponse();
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String target() {
    return "/p?q";
  }

  @Override
  public String path() {
    return "/p";
  }

  @Override
  public String query() {
    return "q";
  }

  @Override
  protected String scheme() {
    return "http";
  }

  @Override
  public String version() {
    return "HTTP/1.1";
  }

  @Override
  public String authority() {
    return "a:1";
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
  public FieldTable fields() {
    return fields;
  }

  @Override
  public FieldTable trailers() {
    return fields;
  }

  @Override
  public long bodyLength() {
    return length;
  }

  @Override
  protected long bodyBytesMax() {
    return bytesMax;
  }

  @Override
  protected int readBody(byte[] target, int offset, int count) {
    int most = Math.min(Math.min(count, content.length - at), pieceLength);
    if (most == 0) {
      return -1;
    }
    System.arraycopy(content, at, target, offset, most);
    at += most;
    return most;
  }

  @Override
  protected void respond(byte[] source, int offset, int count) {
    told.add(head().status() + " " + new String(source, offset, count, ISO_8859_1));
  }

  @Override
  protected void begin(long declared) {
    told.add("begin " + head().status() + " " + declared);
  }

  @Override
  protected void write(byte[] source, int offset, int count) {
    told.add(new String(source, offset, count, ISO_8859_1));
  }

  @Override
  protected void end() {
    told.add("end");
  }

  @Override
  protected void inform(int status, FieldList hints) {
    told.add(status + " " + hints.value(0));
  }

  @Override
  protected boolean push(String promised, FieldList more) {
    told.add("push " + promised + " " + more.size());
    return true;
  }

  @Override
  protected void abort() {
    told.add("abort");
  }
}
