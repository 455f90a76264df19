package weft.http.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.h1.Http1ClientMachine;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.OutgoingRequest;
import weft.http.socket.DrivenConnection;
import weft.hub.Interrupts;
import weft.hub.Signal;
import weft.hub.TcpConnection;
import weft.hub.memory.BufferQueue;

/// Asks a proxy for a tunnel to an origin (RFC 9110 §9.3.6), and the thread that waits for it.
final class ProxyTunnel extends DrivenConnection implements ClientLink, ClientStreamOwner {
  private final Http1ClientMachine machine;
  private final Signal over;
  private @Nullable ClientStream stream;
  private int status;

  /// What came behind the answer.
  private @Nullable BufferQueue rest;

  private @Nullable CallFailure failure;

  private ProxyTunnel(TcpConnection tcp, ClientHub owner) {
    super(tcp);
    over = new Signal(tcp.hub());
    machine = new Http1ClientMachine(owner.http1(), this, now());
  }

  /// When this returns, the connection's bytes are the origin's.
  static void open(TcpConnection tcp, ClientRoute route, ConnectionSeeker seeker, long nanos)
      throws IOException {
    ClientHub owner = seeker.owner;
    ProxyTunnel[] made = new ProxyTunnel[1];
    HubStep.run(
        owner.hub(),
        seeker,
        () -> {
          ProxyTunnel tunnel = new ProxyTunnel(tcp, owner);
          tcp.receiveWith(tunnel);
          tunnel.ask(route);
          made[0] = tunnel;
        });
    made[0].await(route, seeker, nanos);
  }

  private void ask(ClientRoute route) {
    FieldList fields = new FieldList();
    ProxyAddress proxy = route.proxy();
    if (proxy != null && proxy.authorization() != null) {
      fields.add("Proxy-Authorization", proxy.authorization());
    }
    String end = route.origin().hostAndPort();
    stream =
        machine.begin(
            new OutgoingRequest("CONNECT", "http", end, end, fields, 0, false), this, now());
    setTimer();
  }

  private void await(ClientRoute route, ConnectionSeeker seeker, long nanos) throws IOException {
    boolean told;
    try {
      told = over.await(channel.hub().deadline(nanos));
    } catch (InterruptedException interrupted) {
      throw Interrupts.failure("interrupted while waiting for a proxy", interrupted);
    }
    int[] answer = new int[1];
    boolean[] isEarly = new boolean[1];
    String[] reason = {"it did not answer in time"};
    HubStep.run(
        channel.hub(),
        seeker,
        () -> {
          cancelTimer();
          isEarly[0] = letGo();
          answer[0] = failure == null ? status : 0;
          if (failure != null) {
            reason[0] = failure.reason();
          } else if (isEarly[0]) {
            reason[0] = "it sent bytes of the origin before it was spoken to";
          } else if (told) {
            reason[0] = "it answered CONNECT with status " + status;
          }
        });
    if (answer[0] / 100 != 2 || isEarly[0]) {
      throw new CallFailed(
          told ? CallFailed.Kind.PROXY : CallFailed.Kind.TIMEOUT,
          seeker + ": the proxy " + route.proxy() + ": " + reason[0],
          true,
          null);
    }
  }

  /// Gives back what the call holds, whatever has become of it.
  ///
  /// @return whether there were bytes behind the answer
  private boolean letGo() {
    ClientStream asked = stream;
    if (asked != null) {
      stream = null;
      asked.release(now());
    }
    BufferQueue behind = rest;
    if (behind == null || behind.isEmpty()) {
      return false;
    }
    behind.clear(channel.hub().buffers());
    return true;
  }

  @Override
  protected Http1ClientMachine machine() {
    return machine;
  }

  @Override
  protected void gone() {
    over.raise();
  }

  @Override
  public void availabilityChanged() {
    // It is used once.
  }

  @Override
  public void informed(int status, FieldTable fields) {
    // What a proxy says on the way is of no interest.
  }

  @Override
  public void answered() {
    ClientStream answering = stream;
    if (answering != null) {
      status = answering.status();
      if (status / 100 == 2) {
        rest = machine.rest();
      }
    }
    over.raise();
  }

  @Override
  public void ready() {
    // Nothing is sent or read behind the head.
  }

  @Override
  public void failed(CallFailure failure) {
    this.failure = failure;
    over.raise();
  }
}
