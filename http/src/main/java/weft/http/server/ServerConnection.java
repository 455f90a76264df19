package weft.http.server;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.h1.Http1Connection;
import weft.http.h1.Http1Link;
import weft.http.h1.Http1Message;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.Timer;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// A connection of a server: drives the HTTP/1.1 machine with what the hub's socket delivers, and
/// the socket with what the machine asks for. All of it on the hub's thread.
///
/// One timer for all deadlines, moved lazily: a request costs a comparison, not a timer.
final class ServerConnection implements StreamReceiver, Http1Link, Runnable {
  private final ServerHub owner;
  private final TcpConnection tcp;
  private final Http1Connection machine;
  private final Timer timer;
  private long timerNanos = Long.MAX_VALUE;
  private @Nullable ServerExchange exchange;
  private final @Nullable SocketAddress countedAddress;
  private @Nullable SocketAddress remote;

  /// Neighbours in the list of the hub's connections.
  @Nullable ServerConnection previous;

  @Nullable ServerConnection next;

  /// @param countedAddress the peer's, when connections are counted by address
  ServerConnection(ServerHub owner, TcpConnection tcp, @Nullable SocketAddress countedAddress) {
    this.owner = owner;
    this.tcp = tcp;
    this.countedAddress = countedAddress;
    remote = countedAddress;
    timer = new Timer(owner.hub(), this);
    machine = new Http1Connection(owner.shared(), this, owner.hub().nowNanos());
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
    timer.cancel();
    owner.closed(this);
  }

  /// The timer has fired.
  @Override
  public void run() {
    timerNanos = Long.MAX_VALUE;
    machine.expired(owner.now());
    setTimer();
  }

  @HotPath
  private void setTimer() {
    long deadline = machine.deadlineNanos();
    if (deadline < timerNanos) {
      timerNanos = deadline;
      timer.set(deadline);
    }
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

  int inform(int status, @Nullable FieldList fields) {
    if (fields != null) {
      machine.inform(status, fields);
    }
    return 1;
  }

  int abort() {
    machine.abort(owner.now());
    return 1;
  }

  SocketAddress remoteAddress() {
    SocketAddress known = remote;
    if (known == null) {
      known = tcp.remoteAddress();
      if (known == null) {
        return owner.address();
      }
      remote = known;
    }
    return known;
  }

  SocketAddress localAddress() {
    try {
      return tcp.localAddress();
    } catch (IOException closed) {
      return owner.address();
    }
  }

  // What the server asks for.

  @Nullable SocketAddress countedAddress() {
    return countedAddress;
  }

  void drain() {
    machine.drain(owner.now());
    setTimer();
  }

  void cut() {
    machine.cut(owner.now());
  }

  // What the machine asks for.

  @Override
  @HotPath
  public Http1Message acquire() {
    ServerExchange taken = owner.takeExchange();
    taken.take(this);
    exchange = taken;
    return taken.message;
  }

  @Override
  @HotPath
  public void release(Http1Message message) {
    ServerExchange done = exchange;
    if (done != null) {
      exchange = null;
      done.recycle();
      owner.giveExchange(done);
    }
  }

  @Override
  @HotPath
  public void requested(Http1Message message) {
    ServerExchange waiting = exchange;
    if (waiting != null) {
      if (owner.admitRequest()) {
        waiting.start();
      } else {
        waiting.refuse();
      }
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

  @Override
  @HotPath
  public @Nullable Buffer reserve(int size) {
    return tcp.reserve(size);
  }

  @Override
  @HotPath
  public void flushLater() {
    tcp.flushLater();
  }

  @Override
  @HotPath
  public long pendingOutput() {
    return tcp.pendingOutput();
  }

  @Override
  public void pauseReceiving() {
    tcp.pauseReceiving();
  }

  @Override
  public void resumeReceiving() {
    tcp.resumeReceiving();
  }

  @Override
  public void finish() {
    tcp.finish();
  }

  @Override
  public void reset() {
    tcp.reset();
  }
}
