package weft.http.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.OutgoingRequest;
import weft.hub.Hub;
import weft.hub.Interrupts;
import weft.hub.Signal;

/// Who needs a connection to a server, and the thread that waits for one: an [Attempt], or a
/// WebSocket that is to be opened.
abstract class ConnectionSeeker {
  final ClientHub owner;
  final Hub hub;
  final Deadline deadline;

  /// Raised when a place in the pool may be free; behind that, its own.
  final Signal onward;

  private final String name;

  // On the hub.
  private @Nullable ClientConnection connection;
  private boolean woken;

  /// @param request what it is to send, which names it
  /// @throws CallFailed when no connection takes such a request
  ConnectionSeeker(ClientHub owner, OutgoingRequest request, Deadline deadline) throws CallFailed {
    this.owner = owner;
    this.deadline = deadline;
    hub = owner.hub();
    name = request.method() + " " + request.scheme() + "://" + request.authority();
    onward = new Signal(hub);
    if (!request.fits()) {
      // Before anything is sent: on a connection it would harm others.
      String reason =
          ": the head of the request passes " + OutgoingRequest.HEAD_BYTES_MAX + " bytes";
      throw new CallFailed(CallFailed.Kind.TOO_LARGE, name + reason, true, null);
    }
  }

  /// What it is, for messages.
  @Override
  public final String toString() {
    return name;
  }

  // On the hub's thread.

  /// Here is a connection that takes a request.
  final void take(ClientConnection connection) {
    this.connection = connection;
    beginOn(connection);
  }

  /// Sends its request.
  abstract void beginOn(ClientConnection connection);

  /// The connection it was given, `null` until then.
  final @Nullable ClientConnection connection() {
    return connection;
  }

  /// A place in the pool may be free.
  final void wake() {
    woken = true;
    onward.raise();
  }

  /// Whether it has waited, and was woken since it was asked last.
  final boolean takeWoken() {
    boolean taken = woken;
    woken = false;
    return taken;
  }

  // On any thread.

  /// Finds a connection in the pool, or makes one.
  final void findConnection(ClientRoute route, Connector connector) throws IOException {
    Deadline connectBy = null;
    while (true) {
      RoutePool.Place[] place = {RoutePool.Place.CLOSED};
      HubStep.run(hub, this, () -> place[0] = owner.seek(route, this));
      switch (place[0]) {
        case CLOSED -> throw closed(true);
        case BEGUN -> {
          return;
        }
        case CONNECT -> {
          connector.connect(route, this, connectBy == null ? connectDeadline() : connectBy);
          return;
        }
        case HTTP_1_1 -> {
          findConnection(route.byHttp1(), connector);
          return;
        }
        case OVERLOAD ->
            throw new CallFailed(
                CallFailed.Kind.OVERLOAD,
                name + ": " + owner.options().waitingMax() + " calls wait for a connection already",
                true,
                null);
        case WAIT ->
            connectBy = awaitPlace(route, connectBy == null ? connectDeadline() : connectBy);
      }
    }
  }

  /// By when a connection is made that is begun now. All of it, from the host's name to TLS, has
  /// one deadline.
  final Deadline connectDeadline() {
    return new Deadline(deadline.within(owner.options().connectTimeout(), hub));
  }

  /// Waiting for others to connect is connecting; waiting for others' calls to end is not.
  ///
  /// @param connectBy by when there must be a connection
  /// @return the same from now on
  private Deadline awaitPlace(ClientRoute route, Deadline connectBy) throws IOException {
    long idleBy = deadline.within(owner.options().idleTimeout(), hub);
    try {
      while (true) {
        boolean connected = isConnected(route);
        if (awaited(onward, connected ? idleBy : connectBy.nanos())) {
          return connected || isConnected(route) ? connectDeadline() : connectBy;
        }
        if (connected == isConnected(route)) {
          throw late(connected ? "waiting for a connection" : "connecting", true);
        }
      }
    } catch (IOException given) {
      HubStep.run(hub, this, () -> owner.pool(route).leave(this));
      throw given;
    }
  }

  private boolean isConnected(ClientRoute route) throws CallFailed {
    return HubStep.ask(hub, this, () -> owner.pool(route).isConnected() ? 1 : 0) == 1;
  }

  static boolean awaited(Signal signal, long until) throws IOException {
    try {
      return signal.await(until);
    } catch (InterruptedException interrupted) {
      throw Interrupts.failure("interrupted while waiting for a server", interrupted);
    }
  }

  /// @param isUnprocessed whether nothing of it was sent
  final CallFailed late(String what, boolean isUnprocessed) {
    String reason = name + ": the time is over for " + what;
    return new CallFailed(CallFailed.Kind.TIMEOUT, reason, isUnprocessed, null);
  }

  /// @param isUnprocessed whether nothing of it was sent
  final CallFailed closed(boolean isUnprocessed) {
    return new CallFailed(
        CallFailed.Kind.CLOSED,
        name + (owner.isClosed() ? ": the client is closed" : ": the call is closed"),
        isUnprocessed,
        null);
  }
}
