package weft.http.server;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.h1.Http1Connection;
import weft.http.h1.Http1Link;
import weft.http.h1.Http1Message;
import weft.hub.StreamConnection;
import weft.hub.memory.HotPath;

/// A connection that speaks HTTP/1.1: one exchange at a time.
final class Http1ServerConnection extends ServerConnection implements Http1Link {
  private final Http1Connection machine;
  private @Nullable Http1Exchange exchange;

  Http1ServerConnection(
      ServerHub owner, StreamConnection channel, @Nullable SocketAddress countedAddress) {
    super(owner, channel, countedAddress);
    machine = new Http1Connection(owner.http1(), this, owner.hub().nowNanos());
    setTimer();
  }

  // What the socket delivers.

  @Override
  @HotPath
  public void received(long address, int length) {
    machine.received(address, length, owner.now());
    setTimer();
  }

  @Override
  public void receiveEnded(@Nullable IOException failure) {
    machine.receiveEnded(failure, owner.now());
    setTimer();
  }

  @Override
  @HotPath
  public void drained() {
    machine.drained(owner.now());
    setTimer();
  }

  @Override
  public void closed() {
    machine.closed(owner.now());
    cancelTimer();
    owner.closed(this);
  }

  @Override
  @HotPath
  long deadlineNanos() {
    return machine.deadlineNanos();
  }

  @Override
  void expired(long nowNanos) {
    machine.expired(nowNanos);
  }

  @Override
  void drain() {
    machine.drain(owner.now());
    setTimer();
  }

  @Override
  void cut() {
    machine.cut(owner.now());
  }

  // What the exchange asks for.

  @HotPath
  void respond(ResponseHead head, byte[] content, int offset, int length) {
    machine.respond(head, content, offset, length, owner.now());
    setTimer();
  }

  @HotPath
  void handled() {
    machine.handled(owner.now());
    setTimer();
  }

  int readBody(byte[] target, int offset, int length) {
    int result = machine.readBody(target, offset, length, owner.now());
    setTimer();
    return result;
  }

  int begin(ResponseHead head, long length) {
    int result = machine.begin(head, length, owner.now());
    setTimer();
    return result;
  }

  int write(byte[] source, int offset, int length) {
    int result = machine.write(source, offset, length, owner.now());
    setTimer();
    return result;
  }

  int end() {
    int result = machine.end(owner.now());
    setTimer();
    return result;
  }

  void inform(int status, FieldList fields) {
    machine.inform(status, fields);
  }

  void abort() {
    machine.abort(owner.now());
    setTimer();
  }

  // What the machine asks for.

  @Override
  @HotPath
  public Http1Message acquire() {
    Http1Exchange taken = owner.takeHttp1Exchange();
    taken.take(this);
    exchange = taken;
    return taken.message;
  }

  @Override
  @HotPath
  public void release(Http1Message message) {
    Http1Exchange done = exchange;
    if (done != null) {
      exchange = null;
      done.recycle();
      owner.give(done);
    }
  }

  @Override
  @HotPath
  public void requested(Http1Message message) {
    Http1Exchange waiting = exchange;
    if (waiting != null) {
      waiting.admit();
    }
  }

  @Override
  public void gone(Http1Message message) {
    if (exchange != null) {
      exchange.clientGone();
    }
  }

  @Override
  @HotPath
  public void bodyReady() {
    if (exchange != null) {
      exchange.wake();
    }
  }

  @Override
  @HotPath
  public void outputReady() {
    if (exchange != null) {
      exchange.wake();
    }
  }
}
