package weft.hub.simulated;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.Buffer;
import weft.hub.memory.InputRoom;
import weft.hub.memory.Memory;

/// Sockets of one hub on a [SimulatedNetwork].
///
/// A turn that may wait and has nothing to tell lets time pass, up to the next arrival anywhere on
/// the network or to the end of the shortest wait; when other hubs are on the network it does so
/// only after they have come to wait too. It may therefore return early and without news, as real
/// back-ends may.
///
/// It is stricter than a real one: misuse (a second send while one is pending, a handle that is not
/// open) is an [IllegalStateException], the receive buffer is overwritten after each delivery, and
/// channels with news are served in random order.
public final class SimulatedBackend implements Backend {
  private static final int RECEIVE_BYTES = 16 * 1024;

  /// Largest datagram over IPv4, in bytes.
  private static final int DATAGRAM_BYTES = 65_507;

  private static final byte POISON = (byte) 0xDB;

  /// How long a pretended shortage lasts, in nanoseconds.
  private static final long SHORTAGE_NANOS = 1_000_000;

  private static final long NOT_WAITING = Long.MIN_VALUE;

  private final SimulatedNetwork network;
  private final Arena arena = Arena.ofShared();
  private final long receiveBuffer = arena.allocate(DATAGRAM_BYTES + Buffer.TAIL_PAD, 8).address();
  private final List<@Nullable SimulatedChannel> channels = new ArrayList<>();
  private final List<Integer> freeHandles = new ArrayList<>();
  private final List<SimulatedChannel> queue = new ArrayList<>();
  private final List<SimulatedChannel> stalled = new ArrayList<>();
  private InputRoom room = InputRoom.ENDLESS;
  private volatile boolean woken;
  private long waitsUntilNanos = NOT_WAITING;
  private boolean inTurn;
  private boolean closed;
  private int acceptsToFail;
  private int receivesToStarve;
  private long turns;
  private long completions;
  private long starvations;

  /// Joins a network.
  public SimulatedBackend(SimulatedNetwork network) {
    this.network = network;
    network.add(this);
  }

  @Override
  public String name() {
    return "simulated";
  }

  /// Has the next accepts fail for want of file descriptors, whatever the network's chances are.
  ///
  /// @param count accepts from now on, at least 0
  public void failAccepts(int count) {
    acceptsToFail = count;
  }

  /// Has the next deliveries pause for want of receive buffers, whatever the network's chances are.
  ///
  /// @param count deliveries from now on, at least 0
  public void starveReceives(int count) {
    receivesToStarve = count;
  }

  /// Channels that are not closed, for leak checks.
  public int channelsOpen() {
    return channels.size() - freeHandles.size();
  }

  boolean isWaiting() {
    return waitsUntilNanos != NOT_WAITING && queue.isEmpty() && !woken;
  }

  long waitsUntilNanos() {
    return waitsUntilNanos;
  }

  @Override
  public void receiveWithin(InputRoom room) {
    this.room = room;
  }

  @Override
  public int listen(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    SimulatedChannel channel = open(events);
    try {
      channel.listener =
          SimulatedListener.open(
              network, address, settings.backlog(), settings.reusePort(), () -> queue(channel));
    } catch (IOException | RuntimeException refused) {
      release(channel);
      throw refused;
    }
    return channel.handle;
  }

  @Override
  public int connect(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    // Refuses an address that is not resolved.
    network.addresses.complete(address);
    SimulatedChannel channel = open(events);
    channel.connecting = true;
    SimulatedListener.connect(
        network,
        network.addresses.ofClient(),
        address,
        (end, failure) -> connectEnded(channel, end, failure));
    return channel.handle;
  }

  private void connectEnded(
      SimulatedChannel channel, @Nullable SimulatedEnd end, @Nullable IoFailure failure) {
    if (channel.closing || closed) {
      if (end != null) {
        end.close(true);
      }
      return;
    }
    channel.stream = end;
    channel.connectEnded = true;
    channel.connectFailure = failure;
    if (end != null) {
      end.listener(() -> queue(channel));
    }
    queue(channel);
  }

  @Override
  public int bindDatagram(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    SimulatedChannel channel = open(events);
    try {
      channel.datagrams = SimulatedDatagramSocket.open(network, address, () -> queue(channel));
    } catch (IOException | RuntimeException refused) {
      release(channel);
      throw refused;
    }
    return channel.handle;
  }

  private SimulatedChannel open(@Nullable ChannelEvents owner) {
    int handle = freeHandles.isEmpty() ? channels.size() : freeHandles.removeLast();
    var opened = new SimulatedChannel(handle, owner);
    if (handle == channels.size()) {
      channels.add(opened);
    } else {
      channels.set(handle, opened);
    }
    return opened;
  }

  private void release(SimulatedChannel channel) {
    channels.set(channel.handle, null);
    freeHandles.add(channel.handle);
  }

  private SimulatedChannel channel(int handle) {
    SimulatedChannel channel =
        handle >= 0 && handle < channels.size() ? channels.get(handle) : null;
    if (channel == null) {
      throw new IllegalStateException("channel " + handle + " is not open");
    }
    return channel;
  }

  /// Has the next turn look at a channel.
  private void queue(SimulatedChannel channel) {
    if (!channel.queued && !closed) {
      channel.queued = true;
      queue.add(channel);
    }
  }

  private void queueLater(SimulatedChannel channel, long delayNanos) {
    network.after(delayNanos, () -> queue(channel));
  }

  @Override
  public SocketAddress localAddress(int handle) throws IOException {
    SimulatedChannel channel = channel(handle);
    if (channel.stream != null) {
      return channel.stream.localAddress();
    }
    if (channel.listener != null) {
      return channel.listener.address();
    }
    if (channel.datagrams != null) {
      return channel.datagrams.address();
    }
    throw new IOException("the socket has no address yet");
  }

  @Override
  public @Nullable SocketAddress remoteAddress(int handle) {
    SimulatedEnd stream = channel(handle).stream;
    return stream == null ? null : stream.remoteAddress();
  }

  @Override
  public void armAccept(int handle) {
    wantInput(handle);
  }

  @Override
  public void disarmAccept(int handle) {
    channel(handle).wantsInput = false;
  }

  /// One thread drives all: there is nobody to stop a listener from outside.
  @Override
  public Runnable listenerStop(int handle) {
    return () -> {};
  }

  @Override
  public void armReceive(int handle) {
    wantInput(handle);
  }

  private void wantInput(int handle) {
    SimulatedChannel channel = channel(handle);
    if (!channel.closing) {
      channel.wantsInput = true;
      queue(channel);
    }
  }

  @Override
  public void disarmReceive(int handle) {
    SimulatedChannel channel = channel(handle);
    SimulatedEnd stream = channel.stream;
    if (channel.wantsInput
        && stream != null
        && stream.readable() > 0
        && network.chance(network.faults().lateReceive())) {
      channel.inputLate = true;
      queue(channel);
    }
    channel.wantsInput = false;
  }

  @Override
  public int send(int handle, long address, int length) {
    SimulatedChannel channel = sendable(handle);
    SimulatedEnd stream = stream(channel);
    if (length == 0) {
      return 0;
    }
    SimulatedFaults faults = network.faults();
    boolean held = network.chance(faults.pendingSend());
    if (!held && stream.writable() > 0) {
      return write(stream, address, length);
    }
    pend(channel, address, length);
    if (held) {
      channel.sendHeld = true;
      network.after(
          network.latencyNanos(),
          () -> {
            channel.sendHeld = false;
            queue(channel);
          });
    } else {
      queue(channel);
    }
    return PENDING;
  }

  private int write(SimulatedEnd stream, long address, int length) {
    int count = Math.min(stream.writable(), length);
    if (network.chance(network.faults().shortSend())) {
      count = network.some(count);
    }
    stream.write(copy(address, count));
    return count;
  }

  private static byte[] copy(long address, int length) {
    var bytes = new byte[length];
    Memory.copyOut(address, bytes, 0, length);
    return bytes;
  }

  private void pend(SimulatedChannel channel, long address, int length) {
    channel.sending = true;
    channel.sendAddress = address;
    channel.sendLength = length;
  }

  @Override
  public int sendTo(int handle, long address, int length, SocketAddress target) {
    SimulatedChannel channel = sendable(handle);
    if (channel.datagrams == null) {
      throw new IllegalStateException("not a datagram socket");
    }
    boolean tooLarge = length > DATAGRAM_BYTES;
    if (!tooLarge && !network.chance(network.faults().pendingSend())) {
      channel.datagrams.send(copy(address, length), target);
      return length;
    }
    pend(channel, address, length);
    channel.sendTarget = target;
    queueLater(channel, tooLarge ? 0 : network.latencyNanos());
    return PENDING;
  }

  private SimulatedChannel sendable(int handle) {
    SimulatedChannel channel = channel(handle);
    if (channel.sending) {
      throw new IllegalStateException("a send of channel " + handle + " is pending already");
    }
    if (channel.closing) {
      throw new IllegalStateException("channel " + handle + " was closed");
    }
    return channel;
  }

  private static SimulatedEnd stream(SimulatedChannel channel) {
    SimulatedEnd stream = channel.stream;
    if (stream == null) {
      throw new IllegalStateException("channel " + channel.handle + " is not a connected stream");
    }
    return stream;
  }

  @Override
  public void shutdownOutput(int handle) {
    stream(channel(handle)).endOutput();
  }

  @Override
  public void close(int handle, boolean reset) {
    SimulatedChannel channel = channel(handle);
    if (channel.closing) {
      return;
    }
    channel.closing = true;
    channel.wantsInput = false;
    channel.inputLate = false;
    if (channel.stream != null) {
      channel.stream.close(reset);
    }
    if (channel.listener != null && reset) {
      channel.listener.close();
    }
    if (channel.datagrams != null) {
      channel.datagrams.close();
    }
    queue(channel);
    if (network.chance(network.faults().slowClose())) {
      channel.closeHeld = true;
      network.after(
          network.latencyNanos(),
          () -> {
            channel.closeHeld = false;
            queue(channel);
          });
    }
  }

  @Override
  public void turn(long waitNanos) {
    if (inTurn) {
      throw new IllegalStateException("a turn within a turn");
    }
    turns++;
    waitsUntilNanos = NOT_WAITING;
    if (!stalled.isEmpty() && room.inputRoom() > 0) {
      stalled.forEach(this::queue);
      stalled.clear();
    }
    if (queue.isEmpty() && waitNanos != 0 && !woken) {
      waitsUntilNanos =
          waitNanos == Long.MAX_VALUE ? Long.MAX_VALUE : network.nowNanos() + waitNanos;
      network.await();
    }
    woken = false;
    if (!queue.isEmpty()) {
      waitsUntilNanos = NOT_WAITING;
      inTurn = true;
      try {
        deliver();
      } finally {
        inTurn = false;
      }
    }
  }

  @Override
  public boolean pending() {
    return !queue.isEmpty();
  }

  private void deliver() {
    var news = new ArrayList<SimulatedChannel>(queue);
    queue.clear();
    for (SimulatedChannel channel : news) {
      channel.queued = false;
    }
    for (int left = news.size(); left > 0; left--) {
      int chosen = network.index(left);
      SimulatedChannel channel = news.get(chosen);
      news.set(chosen, news.get(left - 1));
      serve(channel);
    }
  }

  private void serve(SimulatedChannel channel) {
    if (channel.closing) {
      if (!channel.closeHeld && channels.get(channel.handle) == channel) {
        if (channel.listener != null) {
          acceptRest(channel, channel.listener);
          channel.listener.close();
        }
        release(channel);
        tell("closed", channel, 0);
        channel.owner().closed();
      }
      return;
    }
    if (channel.connectEnded) {
      channel.connectEnded = false;
      channel.connecting = false;
      tell("connected", channel, channel.connectFailure == null ? 0 : 1);
      channel.owner().connected(channel.connectFailure);
    }
    if (channel.sending && !channel.sendHeld && !channel.closing) {
      serveSend(channel);
    }
    if (channel.wantsInput && channel.listener != null) {
      accept(channel, channel.listener);
    } else if ((channel.wantsInput || channel.inputLate) && channel.stream != null) {
      receive(channel, channel.stream);
    } else if (channel.wantsInput && channel.datagrams != null) {
      receiveDatagram(channel, channel.datagrams);
    }
  }

  private void tell(String what, SimulatedChannel channel, long amount) {
    completions++;
    network.note(what, channel.handle, amount);
  }

  private void serveSend(SimulatedChannel channel) {
    SocketAddress target = channel.sendTarget;
    if (target != null) {
      serveDatagramSend(channel, target);
      return;
    }
    SimulatedEnd stream = stream(channel);
    IoFailure failure = stream.failure();
    if (failure != null || stream.outputEnded()) {
      sent(channel, 0, IoFailure.RESET);
    } else if (stream.writable() > 0) {
      sent(channel, write(stream, channel.sendAddress, channel.sendLength), null);
    }
  }

  private void serveDatagramSend(SimulatedChannel channel, SocketAddress target) {
    channel.sendTarget = null;
    if (channel.sendLength > DATAGRAM_BYTES || channel.datagrams == null) {
      sent(channel, 0, IoFailure.TOO_LARGE);
    } else {
      channel.datagrams.send(copy(channel.sendAddress, channel.sendLength), target);
      sent(channel, channel.sendLength, null);
    }
  }

  private void sent(SimulatedChannel channel, int length, @Nullable IoFailure failure) {
    channel.sending = false;
    tell("sent", channel, length);
    channel.owner().sent(length, failure);
  }

  private void accept(SimulatedChannel channel, SimulatedListener listener) {
    if (listener.isEmpty()) {
      return;
    }
    if (acceptsToFail > 0 || network.chance(network.faults().acceptNoFiles())) {
      acceptsToFail = Math.max(0, acceptsToFail - 1);
      channel.wantsInput = false;
      tell("accept failed", channel, 0);
      channel.owner().acceptFailed(IoFailure.NO_FILES);
      return;
    }
    SimulatedEnd end = listener.accept();
    if (end != null) {
      accepted(channel, end);
    }
    if (!listener.isEmpty()) {
      queue(channel);
    }
  }

  /// Takes what waits at a listener that is being closed.
  private void acceptRest(SimulatedChannel channel, SimulatedListener listener) {
    for (SimulatedEnd end = listener.accept(); end != null; end = listener.accept()) {
      accepted(channel, end);
    }
  }

  private void accepted(SimulatedChannel channel, SimulatedEnd end) {
    SimulatedChannel connection = open(null);
    connection.stream = end;
    end.listener(() -> queue(connection));
    tell("accepted", connection, 0);
    connection.owner(channel.owner().accepted(connection.handle));
  }

  private void receive(SimulatedChannel channel, SimulatedEnd stream) {
    if (channel.inputHeld || isStarved(channel, stream.readable())) {
      return;
    }
    if (stream.readable() > 0 && room.inputRoom() == 0) {
      starvations++;
      network.note("stalled", channel.handle, stream.readable());
      if (!stalled.contains(channel)) {
        stalled.add(channel);
      }
    } else if (stream.readable() > 0) {
      deliverBytes(channel, stream);
      if (!channel.closing) {
        queue(channel);
      }
    } else if (channel.wantsInput && (stream.failure() != null || stream.inputEnded())) {
      channel.wantsInput = false;
      tell("receive ended", channel, stream.failure() == null ? 0 : 1);
      channel.owner().receiveEnded(stream.failure());
    }
  }

  private void deliverBytes(SimulatedChannel channel, SimulatedEnd stream) {
    int count = Math.min(stream.readable(), Math.min(RECEIVE_BYTES, room.inputRoom()));
    if (network.chance(network.faults().shortReceive())) {
      count = network.some(count);
    }
    byte[] bytes = stream.read(count);
    channel.inputLate = false;
    Memory.copyIn(bytes, 0, receiveBuffer, count);
    tell("received", channel, count);
    channel.owner().received(receiveBuffer, count);
    poison(count);
  }

  /// Whether the delivery has to wait: nothing is lost, it is only tried again later.
  private boolean isStarved(SimulatedChannel channel, int waiting) {
    if (waiting == 0) {
      return false;
    }
    if (receivesToStarve > 0 || network.chance(network.faults().receiveStarved())) {
      receivesToStarve = Math.max(0, receivesToStarve - 1);
      starvations++;
      network.note("starved", channel.handle, waiting);
      channel.inputHeld = true;
      network.after(
          SHORTAGE_NANOS,
          () -> {
            channel.inputHeld = false;
            queue(channel);
          });
      return true;
    }
    return false;
  }

  private void receiveDatagram(SimulatedChannel channel, SimulatedDatagramSocket socket) {
    SimulatedDatagramSocket.Datagram datagram = socket.receive();
    if (datagram == null) {
      return;
    }
    byte[] content = datagram.content();
    Memory.copyIn(content, 0, receiveBuffer, content.length);
    tell("datagram received", channel, content.length);
    channel.owner().receivedFrom(receiveBuffer, content.length, datagram.sender(), false);
    poison(content.length);
    if (!channel.closing && !socket.isEmpty()) {
      queue(channel);
    }
  }

  /// Spoils what an owner may have kept a pointer to.
  private void poison(int count) {
    for (int offset = 0; offset < count + Buffer.TAIL_PAD; offset++) {
      Memory.putByte(receiveBuffer + offset, POISON);
    }
  }

  @Override
  public void wake() {
    woken = true;
  }

  @Override
  public long enters() {
    return turns;
  }

  @Override
  public long completions() {
    return completions;
  }

  @Override
  public long starvations() {
    return starvations;
  }

  /// Resets every connection, without telling their owners, and leaves the network.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (SimulatedChannel channel : channels) {
      if (channel != null && channel.stream != null) {
        channel.stream.close(true);
      }
      if (channel != null && channel.listener != null) {
        channel.listener.close();
      }
      if (channel != null && channel.datagrams != null) {
        channel.datagrams.close();
      }
    }
    queue.clear();
    network.remove(this);
    arena.close();
  }
}
