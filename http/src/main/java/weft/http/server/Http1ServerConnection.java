package weft.http.server;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.h1.Http1Connection;
import weft.http.h1.Http1Link;
import weft.http.h1.Http1Message;
import weft.http.h2.Preface;
import weft.hub.StreamConnection;
import weft.hub.StreamReceiver;
import weft.hub.file.OpenFile;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// A connection that speaks HTTP/1.1: one exchange at a time; unless its first bytes say that it
/// speaks HTTP/2.
final class Http1ServerConnection extends ServerConnection implements Http1Link {
  private final Http1Connection machine;
  private @Nullable Http1Exchange exchange;

  private final boolean mayBecomeHttp2;

  /// Whether nothing has come that tells the version.
  private boolean isFresh;

  /// First bytes that do not tell it.
  private @Nullable Buffer held;

  /// @param mayBecomeHttp2 whether the client may begin with HTTP/2, or upgrade to it
  Http1ServerConnection(
      ServerHub owner,
      StreamConnection channel,
      @Nullable SocketAddress countedAddress,
      boolean mayBecomeHttp2) {
    super(owner, channel, countedAddress);
    machine = new Http1Connection(owner.http1(), this, owner.hub().nowNanos());
    this.mayBecomeHttp2 = mayBecomeHttp2;
    isFresh = mayBecomeHttp2;
    setTimer();
  }

  // What the socket delivers.

  @Override
  @HotPath
  public void received(long address, int length) {
    if (isFresh && !isHttp1(address, length)) {
      return;
    }
    super.received(address, length);
  }

  /// Looks at the first bytes.
  ///
  /// @return whether the machine is to have them
  private boolean isHttp1(long address, int length) {
    Buffer first = held;
    if (first != null) {
      joined(first, address, length);
      return false;
    }
    int told = Preface.tell(address, length);
    if (told > 0) {
      becomeHttp2().received(address, length);
      return false;
    }
    isFresh = told < 0;
    return told == 0 || !hold(address, length);
  }

  /// Looks at the bytes that were held, with those behind them. Once they tell the version its
  /// machine gets both as they came: the second run may end this connection's part in it.
  private void joined(Buffer first, long address, int length) {
    int before = first.readable();
    first.put(address, Math.min(length, first.writable()));
    int told = Preface.tell(first.readAddress(), first.readable());
    if (told < 0) {
      return;
    }
    isFresh = false;
    StreamReceiver taker = told > 0 ? becomeHttp2() : this;
    taker.received(first.readAddress(), before);
    releaseHeld();
    taker.received(address, length);
  }

  /// @return false when there is no memory
  private boolean hold(long address, int length) {
    Buffer buffer = owner.hub().buffers().acquireForHead(BufferPool.SIZE_MIN);
    if (buffer == null) {
      isFresh = false;
      return false;
    }
    buffer.put(address, length);
    held = buffer;
    return true;
  }

  private void releaseHeld() {
    Buffer buffer = held;
    if (buffer != null) {
      held = null;
      owner.hub().buffers().release(buffer);
    }
  }

  private Http2ServerConnection becomeHttp2() {
    cancelTimer();
    Http2ServerConnection successor = new Http2ServerConnection(owner, channel, countedAddress());
    owner.replace(this, successor);
    channel.receiveWith(successor);
    return successor;
  }

  @Override
  public void receiveEnded(@Nullable IOException failure) {
    Buffer first = held;
    if (first != null) {
      isFresh = false;
      super.received(first.readAddress(), first.readable());
      releaseHeld();
    }
    super.receiveEnded(failure);
  }

  @Override
  public void closed() {
    releaseHeld();
    super.closed();
  }

  @Override
  @HotPath
  protected Http1Connection machine() {
    return machine;
  }

  // What the exchange asks for.

  @HotPath
  void respond(ResponseHead head, byte[] content, int offset, int length) {
    machine.respond(head, content, offset, length, now());
    setTimer();
  }

  @HotPath
  void handled() {
    machine.handled(now());
    setTimer();
  }

  int readBody(byte[] target, int offset, int length) {
    int result = machine.readBody(target, offset, length, now());
    setTimer();
    return result;
  }

  int begin(ResponseHead head, long length) {
    int result = machine.begin(head, length, now());
    setTimer();
    return result;
  }

  int write(byte[] source, int offset, int length) {
    int result = machine.write(source, offset, length, now());
    setTimer();
    return result;
  }

  int writable() {
    return machine.writable();
  }

  int writeFile(OpenFile file, long position, int length) {
    int result = machine.sendFile(file, position, length, now());
    setTimer();
    return result;
  }

  int end() {
    int result = machine.end(now());
    setTimer();
    return result;
  }

  void inform(int status, FieldList fields) {
    machine.inform(status, fields);
  }

  void abort() {
    machine.abort(now());
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
  public boolean lendAgain(Http1Message message) {
    Http1Exchange done = exchange;
    if (done == null || !done.isReusable()) {
      return false;
    }
    done.recycle();
    done.take(this);
    return true;
  }

  @Override
  @HotPath
  public void requested(Http1Message message) {
    Http1Exchange waiting = exchange;
    if (waiting != null) {
      waiting.admit(message);
    }
  }

  @Override
  public boolean upgrade(Http1Message message, BufferQueue rest) {
    byte[] settings = mayBecomeHttp2 ? Http2Upgrade.settings(message.fields()) : null;
    if (settings == null || !Http2Upgrade.answer(channel)) {
      return false;
    }
    becomeHttp2().upgrade(settings, message, rest);
    return true;
  }

  /// Goes on as a WebSocket.
  ///
  /// @return false when the client could not be told
  boolean becomeWebSocket(ResponseHead head, WebSocketUpgrade upgrade) {
    FieldList fields = new FieldList();
    fields.add("Connection", "Upgrade");
    fields.add("Upgrade", "websocket");
    addAll(fields, upgrade.answer());
    addAll(fields, head.fields());
    BufferQueue rest = machine.switchProtocols(fields);
    if (rest == null) {
      return false;
    }
    cancelTimer();
    WebSocketConnection successor =
        new WebSocketConnection(owner, channel, countedAddress(), upgrade.socket());
    channel.receiveWith(successor);
    owner.socketOpened(upgrade);
    successor.begin(rest);
    owner.replace(this, successor);
    return true;
  }

  private static void addAll(FieldList fields, FieldList more) {
    for (int index = 0; index < more.size(); index++) {
      fields.add(more.name(index), more.value(index));
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
