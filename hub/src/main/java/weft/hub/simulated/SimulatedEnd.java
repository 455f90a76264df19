package weft.hub.simulated;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.IoFailure;

/// One end of a connection, whoever uses it: a channel of a back-end or a scripted peer.
final class SimulatedEnd {
  private final SimulatedNetwork network;
  private final SimulatedPipe incoming;
  private final SimulatedPipe outgoing;
  private final SocketAddress localAddress;
  private final SocketAddress remoteAddress;

  /// The other end; set once, when both exist.
  private @Nullable SimulatedEnd other;

  private @Nullable Runnable listener;
  private @Nullable IoFailure failure;
  private boolean outputEnded;
  private boolean closed;

  private SimulatedEnd(
      SimulatedNetwork network,
      SimulatedPipe incoming,
      SimulatedPipe outgoing,
      SocketAddress localAddress,
      SocketAddress remoteAddress) {
    this.network = network;
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.localAddress = localAddress;
    this.remoteAddress = remoteAddress;
  }

  /// Two connected ends; the client's. The server's is its [#other].
  static SimulatedEnd connect(
      SimulatedNetwork network, int id, SocketAddress client, SocketAddress server) {
    var upward = new SimulatedPipe(network, 2 * id);
    var downward = new SimulatedPipe(network, 2 * id + 1);
    var clientEnd = new SimulatedEnd(network, downward, upward, client, server);
    var serverEnd = new SimulatedEnd(network, upward, downward, server, client);
    clientEnd.other = serverEnd;
    serverEnd.other = clientEnd;
    network.connectionOpened();
    return clientEnd;
  }

  SimulatedEnd other() {
    SimulatedEnd other = this.other;
    if (other == null) {
      throw new IllegalStateException("ends are made in pairs");
    }
    return other;
  }

  SocketAddress localAddress() {
    return localAddress;
  }

  SocketAddress remoteAddress() {
    return remoteAddress;
  }

  /// Has `listener` called whenever something may have become possible.
  void listener(Runnable listener) {
    this.listener = listener;
  }

  void changed() {
    if (listener != null && !closed) {
      listener.run();
    }
  }

  /// Whether the connection still takes what arrives. Bytes for a closed end reset the sender.
  boolean takesArrivals() {
    if (failure != null) {
      return false;
    }
    if (closed) {
      breakFrom(this);
      return false;
    }
    return true;
  }

  /// Whether the end of the stream may be told. A closed end takes it for granted.
  boolean takesEnd() {
    return failure == null && !closed;
  }

  /// What broke the connection, once that is known here; bytes that had arrived may still be read.
  @Nullable IoFailure failure() {
    return failure;
  }

  int readable() {
    return incoming.arrivedBytes();
  }

  boolean inputEnded() {
    return incoming.endArrived() && incoming.arrivedBytes() == 0;
  }

  /// Bytes that can be sent now; 0 on a broken connection.
  int writable() {
    return failure == null && !outputEnded ? outgoing.room() : 0;
  }

  byte[] read(int count) {
    return incoming.read(count, other());
  }

  /// Sends bytes, at most [#writable]. On the way the connection may break.
  void write(byte[] piece) {
    outgoing.send(piece, other());
    if (network.chance(network.faults().broken())) {
      network.note("break", outgoing.id(), 0);
      breakFrom(this);
      breakFrom(other());
    }
  }

  boolean outputEnded() {
    return outputEnded;
  }

  void endOutput() {
    if (!outputEnded && failure == null) {
      outputEnded = true;
      outgoing.sendEnd(other());
    }
  }

  /// Gives the end up. As in TCP, unread bytes turn an orderly close into a reset.
  void close(boolean reset) {
    if (closed) {
      return;
    }
    if (reset || incoming.arrivedBytes() > 0) {
      if (failure == null) {
        breakFrom(this);
      }
    } else {
      endOutput();
    }
    closed = true;
    network.note("close", outgoing.id(), reset ? 1 : 0);
    if (other().closed) {
      network.connectionClosed();
    }
  }

  /// Lets the other end find out, after a latency, that the connection is broken. What is under way
  /// to it arrives before, or is lost.
  private void breakFrom(SimulatedEnd end) {
    SimulatedEnd victim = end.other();
    if (network.chance(network.faults().resetOvertakes())) {
      network.after(network.latencyNanos(), victim::resetArrives);
    } else {
      end.outgoing.arriveLater(victim::resetArrives);
    }
  }

  private void resetArrives() {
    if (failure == null) {
      failure = IoFailure.RESET;
      network.note("reset arrives", incoming.id(), 0);
      changed();
    }
  }
}
