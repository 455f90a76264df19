package weft.http.server;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.h1.Http1Message;
import weft.http.h2.Http2Connection;
import weft.http.h2.Http2Link;
import weft.http.h2.Http2Stream;
import weft.hub.StreamConnection;
import weft.hub.file.OpenFile;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// A connection that speaks HTTP/2: as many exchanges at a time as there are streams.
final class Http2ServerConnection extends ServerConnection implements Http2Link {
  private final Http2Connection machine;

  Http2ServerConnection(
      ServerHub owner, StreamConnection channel, @Nullable SocketAddress countedAddress) {
    super(owner, channel, countedAddress);
    machine = new Http2Connection(owner.http2(), this, now());
    setTimer();
  }

  /// Goes on for a connection that began with HTTP/1.1.
  ///
  /// @param rest what came behind the request
  void upgrade(byte[] settings, Http1Message message, BufferQueue rest) {
    String query = message.query();
    String path = query == null ? message.path() : message.path() + "?" + query;
    machine.upgrade(settings, message.method(), path, message.authority(), message.fields(), now());
    takeOver(rest);
  }

  @Override
  @HotPath
  protected Http2Connection machine() {
    return machine;
  }

  // What exchanges ask for.

  @HotPath
  void respond(Http2Stream stream, ResponseHead head, byte[] content, int offset, int length) {
    machine.respond(stream, head, content, offset, length, now());
    setTimer();
  }

  @HotPath
  void handled(Http2Stream stream) {
    machine.handled(stream, now());
    setTimer();
  }

  int readBody(Http2Stream stream, byte[] target, int offset, int length) {
    int result = machine.readBody(stream, target, offset, length, now());
    setTimer();
    return result;
  }

  int begin(Http2Stream stream, ResponseHead head, long length) {
    int result = machine.begin(stream, head, length, now());
    setTimer();
    return result;
  }

  int write(Http2Stream stream, byte[] source, int offset, int length) {
    int result = machine.write(stream, source, offset, length, now());
    setTimer();
    return result;
  }

  int writable(Http2Stream stream) {
    return machine.writable(stream);
  }

  int writeFile(Http2Stream stream, OpenFile file, long position, int length) {
    int result = machine.sendFile(stream, file, position, length, now());
    setTimer();
    return result;
  }

  int end(Http2Stream stream) {
    int result = machine.end(stream, now());
    setTimer();
    return result;
  }

  void inform(Http2Stream stream, int status, FieldList fields) {
    machine.inform(stream, status, fields);
  }

  boolean push(Http2Stream stream, String target, FieldList fields) {
    boolean promised = machine.push(stream, target, fields, now());
    setTimer();
    return promised;
  }

  /// The stream carries another protocol from now on.
  void tunnel(Http2Stream stream) {
    machine.tunnel(stream);
  }

  void abort(Http2Stream stream) {
    machine.abort(stream, now());
    setTimer();
  }

  // What the machine asks for.

  @Override
  @HotPath
  public Http2Stream acquire() {
    Http2Exchange taken = owner.takeHttp2Exchange();
    taken.take(this);
    return taken.stream;
  }
}
