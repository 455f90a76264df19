package weft.hub.simulated;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who has which address. Streams and datagrams have ports of their own, as with TCP and UDP.
final class SimulatedAddresses {
  private static final int FIRST_FREE_PORT = 40_000;

  private final Map<SocketAddress, List<SimulatedListener>> listeners = new HashMap<>();
  private final Map<SocketAddress, SimulatedDatagramSocket> datagrams = new HashMap<>();
  private int nextPort = FIRST_FREE_PORT;

  /// The address with a free port in place of port 0.
  SocketAddress complete(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return address;
    }
    if (inet.isUnresolved()) {
      throw new IllegalArgumentException("not a resolved address: " + address);
    }
    return inet.getPort() == 0 ? new InetSocketAddress(inet.getAddress(), nextPort++) : inet;
  }

  /// The address a connecting socket gets.
  SocketAddress ofClient() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), nextPort++);
  }

  void add(SimulatedListener listener, boolean shared) throws BindException {
    List<SimulatedListener> others =
        listeners.computeIfAbsent(listener.address(), _ -> new ArrayList<>());
    for (SimulatedListener other : others) {
      if (!shared || !other.shared()) {
        throw occupied(listener.address());
      }
    }
    others.add(listener);
  }

  void remove(SimulatedListener listener) {
    List<SimulatedListener> same = listeners.get(listener.address());
    if (same != null && same.remove(listener) && same.isEmpty()) {
      listeners.remove(listener.address());
    }
  }

  /// Those that listen at the address itself, or else at every address with its port.
  List<SimulatedListener> listeners(SocketAddress address) {
    List<SimulatedListener> exact = listeners.get(address);
    if (exact != null) {
      return exact;
    }
    return listeners.getOrDefault(wildcard(address), List.of());
  }

  void add(SimulatedDatagramSocket socket) throws BindException {
    if (datagrams.putIfAbsent(socket.address(), socket) != null) {
      throw occupied(socket.address());
    }
  }

  void remove(SimulatedDatagramSocket socket) {
    datagrams.remove(socket.address(), socket);
  }

  @Nullable SimulatedDatagramSocket datagramSocket(SocketAddress address) {
    SimulatedDatagramSocket exact = datagrams.get(address);
    return exact != null ? exact : datagrams.get(wildcard(address));
  }

  private static SocketAddress wildcard(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? new InetSocketAddress(inet.getPort())
        : address;
  }

  private static BindException occupied(SocketAddress address) {
    return new BindException("bind " + address + ": address already in use");
  }
}
