package weft.http.client;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.hub.Interrupts;
import weft.hub.Signal;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.tls.TlsClient;
import weft.hub.tls.TlsConnection;

/// The handshake of one connection, and the thread that waits for it.
final class ClientHandshake {
  private final TcpConnection tcp;
  private final ClientRoute route;
  private final ConnectionSeeker seeker;
  private final ClientHub owner;
  private final Signal over;
  private boolean established;
  private @Nullable IOException failure;
  private @Nullable CallFailed refusal;

  ClientHandshake(TcpConnection tcp, ClientRoute route, ConnectionSeeker seeker) {
    this.tcp = tcp;
    this.route = route;
    this.seeker = seeker;
    owner = seeker.owner;
    over = new Signal(owner.hub());
  }

  /// Speaks TLS; when this returns the call has begun.
  void run(TlsClient tls, List<String> protocols, long nanos) throws IOException {
    Hub hub = owner.hub();
    Origin origin = route.origin();
    HubStep.run(
        hub,
        seeker,
        () ->
            TlsConnection.connect(
                tcp,
                tls,
                origin.host(),
                origin.port(),
                protocols,
                channel -> established(channel, protocols),
                this::failed));
    if (!await(hub.deadline(nanos))) {
      // It may be done at the last moment: the hub knows.
      HubStep.run(hub, seeker, this::giveUp);
    }
    if (refusal != null) {
      throw refusal;
    }
    if (failure != null) {
      throw CallFailed.handshake(failure, seeker);
    }
  }

  private boolean await(long until) throws IOException {
    try {
      return over.await(until);
    } catch (InterruptedException interrupted) {
      HubStep.run(owner.hub(), seeker, this::giveUp);
      throw Interrupts.failure("interrupted during a handshake", interrupted);
    }
  }

  private void giveUp() {
    if (!established && failure == null && refusal == null) {
      refuse(CallFailed.Kind.TIMEOUT, "the time is over for the handshake");
    }
  }

  private void refuse(CallFailed.Kind kind, String reason) {
    refusal = new CallFailed(kind, seeker + ": " + reason, true, null);
    tcp.reset();
  }

  private StreamReceiver established(TlsConnection channel, List<String> protocols) {
    boolean http2 = channel.applicationProtocol().equals("h2");
    RoutePool pool = owner.pool(route);
    ClientConnection connection = owner.connection(channel, pool, http2);
    if (refusal == null && !http2 && !protocols.contains("http/1.1")) {
      refuse(CallFailed.Kind.PROTOCOL, "the server does not offer HTTP/2");
    }
    if (refusal == null) {
      established = true;
      owner.connected(tcp);
      pool.add(connection, !http2, seeker);
    }
    over.raise();
    return connection;
  }

  private void failed(IOException failure) {
    this.failure = failure;
    over.raise();
  }
}
