package weft.hub.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.BackendCounts;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.HotPath;
import weft.hub.memory.InputRoom;

/// Sockets on one JDK selector: bytes received into one buffer per hub, sends tried at once.
///
/// A key's interest follows lazily: it stays in input while an owner pauses until input really
/// comes, so that a short pause changes nothing.
///
/// What happens outside a turn (a send that fails, a close) is put into a list and told in the next
/// one, because owners hear of news inside [#turn] only.
public final class NioBackend implements Backend {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /// How long stopping a listener from outside waits for the selector's lock.
  private static final Duration STOP_WAIT = Duration.ofMillis(200);

  private final Arena arena = Arena.ofShared();
  private final NioViews views = new NioViews(arena);
  private final Selector selector;
  private final NioWake wake;
  private final Consumer<SelectionKey> dispatch = this::dispatch;
  private final BackendCounts counts = new BackendCounts();
  private final NioChannels channels;
  private final NioInput input;
  private final NioOutput output;
  private final List<NioChannel> closing = new ArrayList<>();

  /// Listeners whose keys are cancelled: once they have left the selector, closing one is at once,
  /// and next to nothing can come between the last accept and the close.
  private final List<NioChannel> leaving = new ArrayList<>();

  private boolean selecting;

  /// Opens a selector.
  ///
  /// @throws IOException when the process has no file descriptors left
  public NioBackend() throws IOException {
    this.selector = openSelector();
    this.wake = new NioWake(selector);
    this.channels = new NioChannels(selector);
    this.input = new NioInput(channels, views, counts);
    this.output = new NioOutput(channels, views, counts);
    // Loads the class now: when file descriptors have run out it could not be read any more.
    NioFailures.failure(new IOException("none"));
  }

  private Selector openSelector() throws IOException {
    try {
      return Selector.open();
    } catch (IOException refused) {
      arena.close();
      throw refused;
    }
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public void receiveWithin(InputRoom room) {
    input.receiveWithin(room);
  }

  @Override
  public int listen(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    NioChannel channel = channels.open(NioSockets.listen(address, settings), settings, events);
    if (NioSockets.isUnix(address)) {
      channel.set(NioChannel.UNIX);
    }
    return channel.handle;
  }

  @Override
  public int connect(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    SocketChannel socket = NioSockets.stream(address, settings);
    NioChannel channel = channels.open(socket, settings, events);
    channel.set(NioChannel.CONNECTING);
    if (NioSockets.isUnix(address)) {
      channel.set(NioChannel.UNIX);
    }
    counts.calls++;
    try {
      if (socket.connect(address)) {
        channels.queueOutcome(channel, null);
      } else {
        channels.interest(channel, SelectionKey.OP_CONNECT);
      }
    } catch (IOException refused) {
      channels.queueOutcome(channel, NioFailures.failure(refused));
    }
    return channel.handle;
  }

  @Override
  public int bindDatagram(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    return channels.open(NioSockets.datagram(address, settings), settings, events).handle;
  }

  @Override
  public SocketAddress localAddress(int handle) throws IOException {
    NioChannel channel = channels.get(handle);
    SocketAddress address = ((NetworkChannel) channel.channel()).getLocalAddress();
    if (address == null) {
      throw new IOException("the socket has no address yet");
    }
    return address;
  }

  @Override
  public @Nullable SocketAddress remoteAddress(int handle) {
    SocketChannel stream = channels.get(handle).stream;
    try {
      return stream == null ? null : stream.getRemoteAddress();
    } catch (IOException gone) {
      // Only a closed channel has forgotten its peer.
      return null;
    }
  }

  @Override
  public void armAccept(int handle) {
    wantInput(channels.get(handle), SelectionKey.OP_ACCEPT);
  }

  @Override
  public void disarmAccept(int handle) {
    channels.get(handle).clear(NioChannel.WANTS_INPUT);
  }

  /// The JDK closes a registered channel only when somebody selects; the held-up thread does not.
  /// On a thread of its own, since a thread that is held up in the middle of a selection holds the
  /// selector's lock.
  @Override
  public Runnable listenerStop(int handle) {
    NioChannel channel = channels.get(handle);
    return () -> {
      channel.closeQuietly();
      Thread selecting =
          Thread.ofPlatform().daemon().name("weft-nio-stop").start(this::flushClosed);
      try {
        selecting.join(STOP_WAIT);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private void flushClosed() {
    try {
      selector.selectNow();
    } catch (IOException | ClosedSelectorException over) {
      // The hub has ended, and its listener with it.
      return;
    }
    // That selection may have swallowed a request to wake, which is made good here.
    selector.wakeup();
  }

  @Override
  @HotPath
  public void armReceive(int handle) {
    wantInput(channels.get(handle), SelectionKey.OP_READ);
  }

  @Override
  @HotPath
  public void disarmReceive(int handle) {
    channels.get(handle).clear(NioChannel.WANTS_INPUT);
  }

  @HotPath
  private void wantInput(NioChannel channel, int operation) {
    if (!channel.has(NioChannel.CLOSING)) {
      channel.set(NioChannel.WANTS_INPUT);
      if (!channel.has(NioChannel.CONNECTING)) {
        channels.interest(channel, channel.interest | operation);
      }
    }
  }

  @Override
  @HotPath
  public int send(int handle, long address, int length) {
    return output.send(channels.get(handle), address, length);
  }

  @Override
  public int sendTo(int handle, long address, int length, SocketAddress target) {
    return output.sendTo(channels.get(handle), address, length, target);
  }

  @Override
  public void shutdownOutput(int handle) {
    counts.calls++;
    try {
      channels.get(handle).stream().shutdownOutput();
    } catch (IOException gone) {
      // The peer has reset the connection: there is no direction left to end.
    }
  }

  @Override
  @HotPath
  public void close(int handle, boolean reset) {
    NioChannel channel = channels.get(handle);
    if (!channel.has(NioChannel.CLOSING)) {
      channel.set(NioChannel.CLOSING);
      channel.clear(NioChannel.WANTS_INPUT);
      if (reset) {
        channel.set(NioChannel.RESETTING);
      }
      if (!reset && channel.listener != null && channel.key != null) {
        channel.key.cancel();
        leaving.add(channel);
      } else {
        closing.add(channel);
      }
    }
  }

  @Override
  @HotPath
  public void turn(long waitNanos) {
    input.resumeStalled();
    // What is closed now leaves the selector, and the system, within the selection that follows.
    int closeCount = closing.size();
    for (int index = 0; index < closeCount; index++) {
      closeChannel(closing.get(index));
    }
    List<NioChannel> outcomes = channels.outcomes();
    int outcomeCount = outcomes.size();
    int leavingCount = leaving.size();
    select(closeCount + outcomeCount + leavingCount > 0 ? 0 : waitNanos);
    for (int index = 0; index < outcomeCount; index++) {
      tellOutcome(outcomes.get(index));
    }
    for (int index = 0; index < closeCount; index++) {
      tellClosed(closing.get(index));
    }
    drop(outcomes, outcomeCount);
    drop(closing, closeCount);
    if (leavingCount > 0) {
      closeNextTurnSlow(leavingCount);
    }
  }

  private void closeNextTurnSlow(int count) {
    closing.addAll(leaving.subList(0, count));
    drop(leaving, count);
  }

  /// Removes the first elements, which were dealt with.
  @HotPath
  private static void drop(List<NioChannel> list, int count) {
    if (count == list.size()) {
      list.clear();
    } else if (count > 0) {
      list.subList(0, count).clear();
    }
  }

  @Override
  @HotPath
  public boolean pending() {
    return !closing.isEmpty() || !leaving.isEmpty() || !channels.outcomes().isEmpty();
  }

  @HotPath
  private void select(long waitNanos) {
    boolean sleeps = waitNanos != 0 && wake.sleep();
    selecting = true;
    counts.calls++;
    try {
      if (!sleeps) {
        selector.selectNow(dispatch);
      } else if (waitNanos == Long.MAX_VALUE) {
        selector.select(dispatch);
      } else {
        // Rounded up: a wait that ends early would be followed by another one at once.
        selector.select(dispatch, (waitNanos - 1) / NANOS_PER_MILLI + 1);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("the selector is broken", broken);
    }
    awake();
  }

  /// The wait is over: at the first event, since a request to wake that comes during the events is
  /// meant for the next turn.
  @HotPath
  private void awake() {
    if (selecting) {
      selecting = false;
      wake.awake();
    }
  }

  @HotPath
  private void dispatch(SelectionKey key) {
    awake();
    var channel = (NioChannel) key.attachment();
    // A listener that was stopped from outside has no valid key any more.
    int ready = key.isValid() ? key.readyOps() : 0;
    if ((ready & SelectionKey.OP_CONNECT) != 0 && !channel.has(NioChannel.CLOSING)) {
      finishConnect(channel);
    }
    if ((ready & SelectionKey.OP_WRITE) != 0 && !channel.has(NioChannel.CLOSING)) {
      output.retry(channel);
    }
    if ((ready & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
      input.take(channel);
    }
  }

  private void finishConnect(NioChannel channel) {
    counts.calls++;
    try {
      if (!channel.stream().finishConnect()) {
        return;
      }
      channels.interest(channel, 0);
    } catch (IOException refused) {
      // The JDK has closed the channel and its key with it.
      channel.failure = NioFailures.failure(refused);
    }
    tellOutcome(channel);
  }

  private void tellOutcome(NioChannel channel) {
    if (channel.has(NioChannel.CLOSING)) {
      return;
    }
    counts.completions++;
    IoFailure failure = channel.failure;
    channel.failure = null;
    if (channel.has(NioChannel.CONNECTING)) {
      channel.clear(NioChannel.CONNECTING);
      channel.owner().connected(failure);
      // Receiving may have been armed while the channel was connecting.
      if (channel.has(NioChannel.WANTS_INPUT)) {
        channels.interest(channel, channel.interest | SelectionKey.OP_READ);
      }
    } else {
      channel.clear(NioChannel.SENDING);
      channel.sendTarget = null;
      channel.owner().sent(0, failure);
    }
  }

  private void closeChannel(NioChannel channel) {
    counts.calls++;
    if (channel.listener != null && !channel.has(NioChannel.RESETTING)) {
      input.acceptRest(channel, channel.listener);
    }
    SocketChannel stream = channel.stream;
    if (stream != null && channel.has(NioChannel.RESETTING) && !channel.has(NioChannel.UNIX)) {
      try {
        stream.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException gone) {
        // Reset by the peer already.
      }
    }
    channel.closeQuietly();
  }

  private void tellClosed(NioChannel channel) {
    ChannelEvents owner = channel.owner();
    channels.release(channel);
    counts.completions++;
    owner.closed();
  }

  @Override
  public void wake() {
    wake.wake();
  }

  @Override
  public long enters() {
    return counts.calls;
  }

  @Override
  public long completions() {
    return counts.completions;
  }

  @Override
  public long starvations() {
    return counts.starvations;
  }

  @Override
  public void close() {
    channels.closeAll();
    try {
      selector.close();
    } catch (IOException late) {
      // All channels are closed; nothing of the selector is left but its descriptors.
    }
    arena.close();
  }
}
