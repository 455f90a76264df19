package weft.http.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.Timer;

/// The connections of one hub by one route, and the calls that wait for one. Confined to the hub.
///
/// Whoever needs a connection and may have one makes it itself. Until it is known that the server
/// speaks no HTTP/2, where one connection carries all, others wait for it a moment; then the next
/// connects beside it, as it may hang.
final class RoutePool {
  /// How long one that connects keeps others from it where one connection may do for all.
  private static final long HEAD_START_NANOS = 300_000_000;

  /// What a call is to do now.
  enum Place {
    /// Nothing: its request is on its way.
    BEGUN,
    /// Make a connection; ends with [#add] or [#connectFailed].
    CONNECT,
    /// Wait until it is woken, then ask again.
    WAIT,
    /// Ask again by the route of HTTP/1.1: the server wants it.
    HTTP_1_1,
    /// Give up: too many wait.
    OVERLOAD,
    /// Give up: the client is closed.
    CLOSED
  }

  private final ClientHub owner;
  private final ClientRoute route;
  private final List<ClientConnection> connections = new ArrayList<>();
  private final ArrayDeque<ConnectionSeeker> waiting = new ArrayDeque<>();
  private final Timer headStart;
  private int connecting;

  /// Calls that were woken for a place, and have not come for it yet.
  private int promised;

  private boolean isHttp1;

  RoutePool(ClientHub owner, ClientRoute route) {
    this.owner = owner;
    this.route = route;
    headStart = new Timer(owner.hub(), this::wake);
    isHttp1 = route.http1() || owner.speaksHttp1Only(route.origin());
  }

  /// Whether its connections speak HTTP/1.1, as far as is known.
  boolean isHttp1() {
    return isHttp1;
  }

  /// Whether there is a connection, be it that it takes no call now.
  boolean isConnected() {
    return !connections.isEmpty();
  }

  /// Has a call begin, if it can.
  Place seek(ConnectionSeeker seeker) {
    boolean woken = comes(seeker);
    // Who comes later gets what is not promised to who has waited.
    boolean first = woken || (waiting.isEmpty() && (promised == 0 || places() > promised));
    ClientConnection free = first ? free() : null;
    if (free != null) {
      seeker.take(free);
      return Place.BEGUN;
    }
    if (first && mayConnect()) {
      connecting++;
      if (!isHttp1) {
        headStart.set(owner.hub().nowNanos() + HEAD_START_NANOS);
      }
      return Place.CONNECT;
    }
    if (woken) {
      waiting.addFirst(seeker);
      owner.tally().waiting++;
    } else if (waiting.size() >= owner.options().waitingMax()) {
      return Place.OVERLOAD;
    } else {
      waiting.addLast(seeker);
      owner.tally().waiting++;
    }
    return Place.WAIT;
  }

  /// Whether the call was woken; it is here now.
  private boolean comes(ConnectionSeeker seeker) {
    boolean woken = seeker.takeWoken();
    if (woken) {
      promised--;
    }
    return woken;
  }

  private @Nullable ClientConnection free() {
    // From the end, so that those beyond what is needed stay unused and end.
    for (int index = connections.size() - 1; index >= 0; index--) {
      if (connections.get(index).available() > 0) {
        return connections.get(index);
      }
    }
    return null;
  }

  private boolean mayConnect() {
    return connections.size() + connecting < owner.options().connectionsMax()
        && (isHttp1 || connecting == 0 || !headStart.isSet());
  }

  /// A call does not wait any more.
  void leave(ConnectionSeeker seeker) {
    if (waiting.remove(seeker)) {
      owner.tally().waiting--;
    } else {
      // It may have been woken for a place that others can have.
      comes(seeker);
      wake();
    }
    owner.forgetIfEmpty(route, this);
  }

  /// A connection came about.
  ///
  /// @param maker begins on it
  void add(ClientConnection connection, boolean isHttp1, ConnectionSeeker maker) {
    connecting--;
    this.isHttp1 = isHttp1;
    connections.add(connection);
    maker.take(connection);
    wake();
  }

  /// The server has refused a call of a connection of HTTP/2, and wants HTTP/1.1.
  void wantsHttp1() {
    owner.wantsHttp1(route.origin());
  }

  /// None came about.
  void connectFailed() {
    connecting--;
    wake();
    owner.forgetIfEmpty(route, this);
  }

  /// A connection takes more calls, or no more.
  void changed(ClientConnection connection) {
    if (connection.isSpent() && !connection.isBusy()) {
      connections.remove(connection);
    }
    wake();
    owner.forgetIfEmpty(route, this);
  }

  /// A connection is gone.
  void gone(ClientConnection connection) {
    connections.remove(connection);
    changed(connection);
    owner.gone(connection);
  }

  private int places() {
    int places = mayConnect() ? 1 : 0;
    for (ClientConnection connection : connections) {
      places += connection.available();
    }
    return places;
  }

  private void wake() {
    int places = waiting.isEmpty() ? 0 : places();
    while (places > promised && !waiting.isEmpty()) {
      wakeFirst();
    }
  }

  private void wakeFirst() {
    owner.tally().waiting--;
    promised++;
    waiting.remove().wake();
  }

  boolean isEmpty() {
    return connections.isEmpty() && waiting.isEmpty() && connecting == 0 && promised == 0;
  }

  /// The client is closing: whoever waits asks again and is told so.
  void wakeAll() {
    while (!waiting.isEmpty()) {
      wakeFirst();
    }
  }
}
