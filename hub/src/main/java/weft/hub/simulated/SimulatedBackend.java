package weft.hub.simulated;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.InputRoom;

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
  private static final long NOT_WAITING = Long.MIN_VALUE;

  private final SimulatedNetwork network;
  private final SimulatedChannels channels;
  private final SimulatedShortages shortages;
  private final SimulatedInput input = new SimulatedInput();
  private volatile boolean woken;
  private long waitsUntilNanos = NOT_WAITING;
  private boolean inTurn;
  private boolean closed;
  private long turns;

  /// Joins a network.
  public SimulatedBackend(SimulatedNetwork network) {
    this.network = network;
    this.channels = new SimulatedChannels(network);
    this.shortages = new SimulatedShortages(network);
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
    shortages.failAccepts(count);
  }

  /// Has the next deliveries pause for want of receive buffers, whatever the network's chances are.
  ///
  /// @param count deliveries from now on, at least 0
  public void starveReceives(int count) {
    shortages.starveReceives(count);
  }

  /// Channels that are not closed, for leak checks.
  public int channelsOpen() {
    return channels.count();
  }

  @Override
  public void receiveWithin(InputRoom room) {
    input.within(room);
  }

  @Override
  public int listen(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    return channels.add(
        new SimulatedListenerChannel(channels, input, shortages, address, settings, events));
  }

  @Override
  public int connect(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    // Refuses an address that is not resolved.
    network.addresses.complete(address);
    var channel = new SimulatedStreamChannel(channels, input, shortages, events);
    channel.connect(address);
    return channels.add(channel);
  }

  @Override
  public int bindDatagram(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    return channels.add(new SimulatedDatagramChannel(channels, input, address, events));
  }

  @Override
  public SocketAddress localAddress(int handle) throws IOException {
    return channels.get(handle).address();
  }

  @Override
  public @Nullable SocketAddress remoteAddress(int handle) {
    return channels.get(handle) instanceof SimulatedStreamChannel stream
        ? stream.remoteAddress()
        : null;
  }

  @Override
  public void armAccept(int handle) {
    channels.get(handle).startInput();
  }

  @Override
  public void disarmAccept(int handle) {
    channels.get(handle).stopInput();
  }

  /// One thread drives all: there is nobody to stop a listener from outside.
  @Override
  public Runnable listenerStop(int handle) {
    return () -> {};
  }

  @Override
  public void armReceive(int handle) {
    channels.get(handle).startInput();
  }

  @Override
  public void disarmReceive(int handle) {
    channels.get(handle).stopInput();
  }

  @Override
  public int send(int handle, long address, int length) {
    return stream(handle).send(address, length);
  }

  @Override
  public int sendMore(int handle, long address, int length) {
    return stream(handle).sendMore(address, length);
  }

  @Override
  public int sendTo(int handle, long address, int length, SocketAddress target) {
    if (channels.get(handle) instanceof SimulatedDatagramChannel datagrams) {
      return datagrams.send(address, length, target);
    }
    throw new IllegalStateException("channel " + handle + " is not a datagram socket");
  }

  @Override
  public void shutdownOutput(int handle) {
    stream(handle).endOutput();
  }

  private SimulatedStreamChannel stream(int handle) {
    if (channels.get(handle) instanceof SimulatedStreamChannel stream) {
      return stream;
    }
    throw new IllegalStateException("channel " + handle + " is not a stream");
  }

  @Override
  public void close(int handle, boolean reset) {
    channels.get(handle).close(reset);
  }

  @Override
  public void turn(long waitNanos) {
    if (inTurn) {
      throw new IllegalStateException("a turn within a turn");
    }
    turns++;
    waitsUntilNanos = NOT_WAITING;
    input.feed();
    if (channels.isQuiet() && waitNanos != 0 && !woken) {
      waitsUntilNanos =
          waitNanos == Long.MAX_VALUE ? Long.MAX_VALUE : network.nowNanos() + waitNanos;
      network.await();
    }
    woken = false;
    if (!channels.isQuiet()) {
      waitsUntilNanos = NOT_WAITING;
      inTurn = true;
      try {
        channels.serve();
      } finally {
        inTurn = false;
      }
    }
  }

  boolean isWaiting() {
    return waitsUntilNanos != NOT_WAITING && channels.isQuiet() && !woken;
  }

  long waitsUntilNanos() {
    return waitsUntilNanos;
  }

  @Override
  public boolean pending() {
    return !channels.isQuiet();
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
    return channels.told();
  }

  @Override
  public long starvations() {
    return input.starvations();
  }

  /// Resets every connection, without telling their owners, and leaves the network.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    channels.close();
    network.remove(this);
    input.close();
  }
}
