package weft.hub;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.Buffer;
import weft.hub.memory.Memory;

/// A UDP socket of one hub, in blocking style. Any thread; one receiver and one sender at a time.
///
/// At most 256 datagrams wait to be received; further ones drop the oldest, which is counted.
public final class UdpSocket implements AutoCloseable {
  /// A received datagram.
  ///
  /// @param payload its bytes, the receiver's own
  /// @param sender where it came from
  public record Datagram(byte[] payload, SocketAddress sender) {}

  private static final int WAITING_MAX = 256;

  /// Largest UDP payload over IPv4: 65,535 less IP and UDP headers.
  private static final int DATAGRAM_MAX = 65_507;

  private final Hub hub;
  private final Events events = new Events();
  private final Deque<Datagram> waiting = new ArrayDeque<>();
  private final Signal arrived;
  private final Signal sendable;
  private int handle;
  private SocketAddress address;
  private @Nullable Unsent unsent;
  private volatile boolean closed;
  private long dropped;
  private volatile long receiveNanos = Long.MAX_VALUE;

  private UdpSocket(Hub hub, SocketAddress address) {
    this.hub = hub;
    this.address = address;
    this.arrived = new Signal(hub);
    this.sendable = new Signal(hub);
  }

  static UdpSocket open(Hub hub, SocketAddress address, SocketSettings settings)
      throws IOException {
    UdpSocket socket = new UdpSocket(hub, address);
    OnHub.call(hub, () -> socket.bind(settings));
    return socket;
  }

  private @Nullable Void bind(SocketSettings settings) throws IOException {
    handle = hub.backend().bindDatagram(address, settings, events);
    address = hub.backend().localAddress(handle);
    hub.sockets().add(events);
    hub.backend().armReceive(handle);
    return null;
  }

  /// Our address, with the port the system chose if 0 was asked for.
  public SocketAddress address() {
    return address;
  }

  /// Datagrams dropped because nobody received them, and truncated ones. Any thread; may lag.
  public long dropped() {
    return dropped;
  }

  /// Sets how long [#receive] may wait.
  ///
  /// @param nanos greater than 0, `Long.MAX_VALUE` for no limit
  public UdpSocket withReceiveTimeout(long nanos) {
    if (nanos <= 0) {
      throw new IllegalArgumentException("a timeout must be greater than 0");
    }
    receiveNanos = nanos;
    return this;
  }

  /// Waits for a datagram.
  ///
  /// @throws SocketFailure when the socket was closed or the deadline passed
  public Datagram receive() throws IOException {
    long deadline = hub.deadline(receiveNanos);
    while (true) {
      Datagram next = OnHub.call(hub, waiting::poll);
      if (next != null) {
        return next;
      }
      if (closed) {
        arrived.raise();
        throw new SocketFailure.Closed("UDP socket");
      }
      OnHub.await(arrived, deadline, "receive");
    }
  }

  /// Sends a datagram; waits until the system has taken it. Nobody knows whether it arrives.
  ///
  /// @param payload at most 65,507 bytes over IPv4
  /// @throws IllegalArgumentException when `target` is not a resolved address, or an IPv6 address
  ///   where the socket's own is of IPv4
  /// @throws SocketFailure when the socket was closed, or the system refuses the datagram: it is
  ///   larger than the way takes, not permitted, or there is no way
  public void send(byte[] payload, SocketAddress target) throws IOException {
    if (payload.length > DATAGRAM_MAX) {
      throw new IllegalArgumentException(
          "datagram of " + payload.length + " bytes exceeds " + DATAGRAM_MAX);
    }
    if (isIpv6(target) && !isIpv6(address)) {
      throw new IllegalArgumentException(address + " sends nothing to IPv6: " + target);
    }
    Unsent own;
    while ((own = OnHub.call(hub, () -> trySend(payload, target))) == null) {
      OnHub.await(sendable, Long.MAX_VALUE, "send");
    }
    while (!own.over) {
      if (closed) {
        sendable.raise();
        throw new SocketFailure.Closed("UDP socket");
      }
      OnHub.await(sendable, Long.MAX_VALUE, "send");
    }
    IoFailure failure = own.failure;
    if (failure != null) {
      throw new SocketFailure.Refused("send to " + target, SocketFailure.reason(failure));
    }
  }

  private static boolean isIpv6(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
  }

  /// @return what becomes of it, or `null` when another datagram is in its way
  private @Nullable Unsent trySend(byte[] payload, SocketAddress target) throws IOException {
    if (closed) {
      throw new SocketFailure.Closed("UDP socket");
    }
    if (unsent != null) {
      return null;
    }
    Buffer buffer = hub.buffers().acquireForOutput(Math.max(1, payload.length));
    if (buffer == null) {
      throw new SocketFailure.Refused("send", "the hub's buffers are exhausted");
    }
    buffer.put(payload, 0, payload.length);
    int taken;
    try {
      taken = hub.backend().sendTo(handle, buffer.readAddress(), payload.length, target);
    } catch (IllegalArgumentException unusable) {
      hub.buffers().release(buffer);
      throw unusable;
    }
    Unsent own = new Unsent(buffer);
    if (taken == Backend.PENDING) {
      unsent = own;
    } else {
      own.end(null);
    }
    return own;
  }

  /// Closes the socket; whoever waits on it gets [SocketFailure.Closed]. Any thread; idempotent.
  @Override
  public void close() {
    if (hub.onHub()) {
      events.closeNow();
    } else if (!hub.ended()) {
      hub.execute(events::closeNow);
    }
  }

  private final class Events implements ChannelEvents, SocketRegistry.Member {
    @Override
    public void receivedFrom(long address, int length, SocketAddress sender, boolean truncated) {
      if (truncated) {
        dropped++;
        return;
      }
      byte[] payload = new byte[length];
      Memory.copyOut(address, payload, 0, length);
      if (waiting.size() == WAITING_MAX) {
        waiting.poll();
        dropped++;
      }
      waiting.add(new Datagram(payload, sender));
      arrived.raise();
    }

    @Override
    public void receiveEnded(@Nullable IoFailure failure) {
      closeNow();
    }

    @Override
    public void sent(int length, @Nullable IoFailure failure) {
      endUnsent(failure);
      sendable.raise();
    }

    @Override
    public int handle() {
      return handle;
    }

    @Override
    public void closeNow() {
      if (!closed) {
        closed = true;
        hub.backend().close(handle, false);
        arrived.raise();
        sendable.raise();
      }
    }

    @Override
    public void closed() {
      hub.sockets().remove(this);
      endUnsent(IoFailure.CANCELLED);
    }

    private void endUnsent(@Nullable IoFailure failure) {
      Unsent pending = unsent;
      if (pending != null) {
        unsent = null;
        pending.end(failure);
      }
    }
  }

  /// A datagram on its way to the system, for the thread that sends it, which may have given up.
  private final class Unsent {
    private final Buffer buffer;
    private @Nullable IoFailure failure;
    private volatile boolean over;

    Unsent(Buffer buffer) {
      this.buffer = buffer;
    }

    void end(@Nullable IoFailure failure) {
      hub.buffers().release(buffer);
      this.failure = failure;
      over = true;
    }
  }
}
