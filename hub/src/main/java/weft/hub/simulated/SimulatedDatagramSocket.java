package weft.hub.simulated;

import java.net.BindException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A datagram socket and what waits in it.
final class SimulatedDatagramSocket {
  /// Largest datagram over IPv4, in bytes.
  static final int BYTES_MAX = 65_507;

  private static final int DELAY_FACTOR = 10;

  private final SimulatedNetwork network;
  private final SocketAddress address;
  private final Runnable changed;
  private final ArrayDeque<Datagram> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean closed;

  private SimulatedDatagramSocket(
      SimulatedNetwork network, SocketAddress address, Runnable changed) {
    this.network = network;
    this.address = address;
    this.changed = changed;
  }

  static SimulatedDatagramSocket open(
      SimulatedNetwork network, SocketAddress address, Runnable changed) throws BindException {
    var socket = new SimulatedDatagramSocket(network, network.addresses.complete(address), changed);
    network.addresses.add(socket);
    network.connectionOpened();
    return socket;
  }

  SocketAddress address() {
    return address;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  @Nullable Datagram receive() {
    Datagram datagram = waiting.poll();
    if (datagram != null) {
      waitingBytes -= datagram.content.length;
    }
    return datagram;
  }

  void send(byte[] content, SocketAddress target) {
    SimulatedFaults faults = network.faults();
    network.note("datagram", target.hashCode(), content.length);
    if (network.chance(faults.datagramLost())) {
      return;
    }
    travel(content, target, faults);
    if (network.chance(faults.datagramDuplicated())) {
      travel(content, target, faults);
    }
  }

  private void travel(byte[] content, SocketAddress target, SimulatedFaults faults) {
    long nanos = network.latencyNanos();
    if (network.chance(faults.datagramDelayed())) {
      nanos += DELAY_FACTOR * faults.latencyMaxNanos();
    }
    var datagram = new Datagram(content, address);
    network.schedule(network.nowNanos() + nanos, () -> arrive(datagram, target));
  }

  private void arrive(Datagram datagram, SocketAddress target) {
    SimulatedDatagramSocket receiver = network.addresses.datagramSocket(target);
    if (receiver != null) {
      receiver.take(datagram);
    }
  }

  private void take(Datagram datagram) {
    boolean fits =
        waiting.isEmpty()
            || waitingBytes + datagram.content.length <= network.faults().bufferBytes();
    network.note(fits ? "datagram arrives" : "datagram dropped", 0, datagram.content.length);
    if (fits) {
      waiting.add(datagram);
      waitingBytes += datagram.content.length;
      changed.run();
    }
  }

  void close() {
    if (!closed) {
      closed = true;
      network.addresses.remove(this);
      network.connectionClosed();
    }
  }

  /// Bytes and where they came from; the array is not changed.
  // A private carrier of bytes, never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Datagram(byte[] content, SocketAddress sender) {}
}
