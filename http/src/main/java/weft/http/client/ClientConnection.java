package weft.http.client;

import weft.http.protocol.ClientLink;
import weft.http.protocol.ClientMachine;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.OutgoingRequest;
import weft.http.socket.DrivenConnection;
import weft.hub.StreamConnection;

/// A connection of a client, one of its route's pool. Confined to its hub.
final class ClientConnection extends DrivenConnection implements ClientLink {
  private final RoutePool pool;
  private final ClientMachine machine;
  private final String version;
  private int calls;
  private boolean isUsed;
  private long idleSinceNanos;

  /// Makes a protocol's machine for the connection.
  interface Protocol {
    ClientMachine machine(ClientLink link, long nowNanos);
  }

  ClientConnection(StreamConnection channel, RoutePool pool, String version, Protocol protocol) {
    super(channel);
    this.pool = pool;
    this.version = version;
    idleSinceNanos = now();
    machine = protocol.machine(this, now());
    setTimer();
  }

  @Override
  protected ClientMachine machine() {
    return machine;
  }

  @Override
  protected void gone() {
    pool.gone(this);
  }

  @Override
  public void availabilityChanged() {
    pool.changed(this);
  }

  /// `HTTP/1.1` or `HTTP/2`.
  String version() {
    return version;
  }

  int available() {
    return machine.available();
  }

  boolean isSpent() {
    return machine.isSpent();
  }

  /// Whether no WebSocket can be opened as a stream of it.
  boolean refusesExtendedConnect() {
    return machine.refusesExtendedConnect();
  }

  /// The server wants its calls by HTTP/1.1.
  void wantsHttp1() {
    pool.wantsHttp1();
  }

  /// Whether a call is under way; such a connection counts even when it takes no more.
  boolean isBusy() {
    return calls > 0;
  }

  /// Whether it has carried a call before.
  boolean isUsed() {
    return isUsed;
  }

  /// Begins a call.
  ClientStream begin(OutgoingRequest request, ClientStreamOwner owner) {
    ClientStream stream = machine.begin(request, owner, now());
    calls++;
    isUsed = true;
    setTimer();
    return stream;
  }

  /// A call asked something of its stream.
  void touched() {
    setTimer();
  }

  /// A call is over.
  void released() {
    calls--;
    idleSinceNanos = now();
    setTimer();
    if (isSpent()) {
      pool.changed(this);
    }
  }

  /// Ends when nobody has used it for so long.
  void endIfIdle(long nanos) {
    if (calls == 0 && now() - idleSinceNanos >= nanos) {
      drain();
    }
  }
}
