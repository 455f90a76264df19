package weft.hub.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.HotPath;

/// Sockets on one JDK selector: bytes received into one buffer per hub, sends tried at once.
///
/// A key's interest follows lazily: it stays in input while an owner pauses until input really
/// comes, so that a short pause changes nothing.
///
/// What happens outside a turn (a send that fails, a close) is put into a list and told in the next
/// one, because owners hear of news inside [#turn] only.
public final class NioBackend implements Backend {
  /// Receives per channel and turn, so that a flood leaves room for others.
  private static final int RECEIVES_PER_TURN_MAX = 4;

  /// Datagrams per socket and turn.
  private static final int DATAGRAMS_PER_TURN_MAX = 32;

  /// Connections per listener and turn.
  private static final int ACCEPTS_PER_TURN_MAX = 64;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Arena arena = Arena.ofShared();
  private final NioViews views = new NioViews(arena);
  private final Selector selector;
  private final NioWake wake;
  private final Consumer<SelectionKey> dispatch = this::dispatch;
  private final List<@Nullable NioChannel> channels = new ArrayList<>();
  private final List<Integer> freeHandles = new ArrayList<>();
  private final List<NioChannel> outcomes = new ArrayList<>();
  private final List<NioChannel> closing = new ArrayList<>();
  private boolean selecting;
  private long calls;
  private long completions;
  private long starvations;

  /// Opens a selector.
  ///
  /// @throws IOException when the process has no file descriptors left
  public NioBackend() throws IOException {
    this.selector = Selector.open();
    this.wake = new NioWake(selector);
    // Loads the class now: when file descriptors have run out it could not be read any more.
    NioFailures.failure(new IOException("none"));
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public int listen(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    NioChannel channel = open(NioSockets.listen(address, settings), settings, events);
    if (NioSockets.isUnix(address)) {
      channel.set(NioChannel.UNIX);
    }
    return channel.handle;
  }

  @Override
  public int connect(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    SocketChannel socket = NioSockets.stream(address, settings);
    NioChannel channel = open(socket, settings, events);
    channel.set(NioChannel.CONNECTING);
    if (NioSockets.isUnix(address)) {
      channel.set(NioChannel.UNIX);
    }
    calls++;
    try {
      if (socket.connect(address)) {
        outcome(channel, null);
      } else {
        interest(channel, SelectionKey.OP_CONNECT);
      }
    } catch (IOException refused) {
      outcome(channel, NioFailures.failure(refused));
    }
    return channel.handle;
  }

  @Override
  public int bindDatagram(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    return open(NioSockets.datagram(address, settings), settings, events).handle;
  }

  private NioChannel open(
      SelectableChannel channel, SocketSettings settings, @Nullable ChannelEvents owner) {
    int handle = freeHandles.isEmpty() ? channels.size() : freeHandles.removeLast();
    var opened = new NioChannel(handle, channel, settings, owner);
    if (handle == channels.size()) {
      channels.add(opened);
    } else {
      channels.set(handle, opened);
    }
    return opened;
  }

  @HotPath
  private NioChannel channel(int handle) {
    NioChannel channel = channels.get(handle);
    if (channel == null) {
      throw new IllegalStateException("channel is not open");
    }
    return channel;
  }

  @Override
  public SocketAddress localAddress(int handle) throws IOException {
    NioChannel channel = channel(handle);
    SocketAddress address = ((NetworkChannel) channel.channel()).getLocalAddress();
    if (address == null) {
      throw new IOException("the socket has no address yet");
    }
    return address;
  }

  @Override
  public @Nullable SocketAddress remoteAddress(int handle) {
    SocketChannel stream = channel(handle).stream;
    try {
      return stream == null ? null : stream.getRemoteAddress();
    } catch (IOException gone) {
      // Only a closed channel has forgotten its peer.
      return null;
    }
  }

  @Override
  public void armAccept(int handle) {
    wantInput(channel(handle), SelectionKey.OP_ACCEPT);
  }

  @Override
  public void disarmAccept(int handle) {
    channel(handle).clear(NioChannel.WANTS_INPUT);
  }

  /// The JDK closes a registered channel only when its selector looks, which is the held-up thread.
  @Override
  public Runnable listenerStop(int handle) {
    return () -> {};
  }

  @Override
  @HotPath
  public void armReceive(int handle) {
    wantInput(channel(handle), SelectionKey.OP_READ);
  }

  @Override
  @HotPath
  public void disarmReceive(int handle) {
    channel(handle).clear(NioChannel.WANTS_INPUT);
  }

  @HotPath
  private void wantInput(NioChannel channel, int operation) {
    if (!channel.has(NioChannel.CLOSING)) {
      channel.set(NioChannel.WANTS_INPUT);
      if (!channel.has(NioChannel.CONNECTING)) {
        interest(channel, channel.interest | operation);
      }
    }
  }

  /// Tells the selector what a channel waits for, if that is not what it knows.
  @HotPath
  private void interest(NioChannel channel, int operations) {
    SelectionKey key = channel.key;
    if (key == null) {
      registerSlow(channel, operations);
    } else if (channel.interest != operations) {
      key.interestOps(operations);
    }
    channel.interest = operations;
  }

  private void registerSlow(NioChannel channel, int operations) {
    try {
      channel.key = channel.channel().register(selector, operations, channel);
    } catch (ClosedChannelException bug) {
      throw new IllegalStateException("a channel is closed by its back-end only", bug);
    }
  }

  @Override
  @HotPath
  public int send(int handle, long address, int length) {
    NioChannel channel = channel(handle);
    assert !channel.has(NioChannel.SENDING) : "a send is pending already";
    if (length == 0) {
      return 0;
    }
    if (!channel.has(NioChannel.FULL)) {
      int result = write(channel, address, length);
      if (result > 0) {
        return result;
      }
    }
    return pend(channel, address, length);
  }

  @Override
  public int sendTo(int handle, long address, int length, SocketAddress target) {
    NioChannel channel = channel(handle);
    assert !channel.has(NioChannel.SENDING) : "a send is pending already";
    channel.sendTarget = target;
    if (sendDatagram(channel, address, length, target)) {
      channel.sendTarget = null;
      return length;
    }
    return pend(channel, address, length);
  }

  /// Bytes the system took, 0 when it is full or, with [NioChannel#failure] set, on failure.
  @HotPath
  private int write(NioChannel channel, long address, int length) {
    calls++;
    try {
      int result = stream(channel).write(views.sendBuffer(address, length));
      if (result < length) {
        channel.set(NioChannel.FULL);
      }
      return result;
    } catch (IOException failed) {
      channel.failure = NioFailures.failure(failed);
      return 0;
    }
  }

  /// Whether the datagram is gone; if not, the socket is full or [NioChannel#failure] is set.
  private boolean sendDatagram(NioChannel channel, long address, int length, SocketAddress target) {
    calls++;
    try {
      // The result of an empty datagram is 0 whether it left or not; it counts as gone.
      int result = datagram(channel).send(views.sendBuffer(address, length), target);
      return result == length;
    } catch (IOException failed) {
      channel.failure = NioFailures.failure(failed);
      return false;
    }
  }

  /// Keeps a send that the system did not take, for the next turn if it failed.
  @HotPath
  private int pend(NioChannel channel, long address, int length) {
    channel.set(NioChannel.SENDING);
    channel.sendAddress = address;
    channel.sendLength = length;
    if (channel.failure != null) {
      outcomes.add(channel);
    } else {
      channel.set(NioChannel.FULL);
      interest(channel, channel.interest | SelectionKey.OP_WRITE);
    }
    return PENDING;
  }

  private void outcome(NioChannel channel, @Nullable IoFailure failure) {
    channel.failure = failure;
    outcomes.add(channel);
  }

  @Override
  public void shutdownOutput(int handle) {
    calls++;
    try {
      stream(channel(handle)).shutdownOutput();
    } catch (IOException gone) {
      // The peer has reset the connection: there is no direction left to end.
    }
  }

  @Override
  @HotPath
  public void close(int handle, boolean reset) {
    NioChannel channel = channel(handle);
    if (!channel.has(NioChannel.CLOSING)) {
      channel.set(NioChannel.CLOSING);
      channel.clear(NioChannel.WANTS_INPUT);
      if (reset) {
        channel.set(NioChannel.RESETTING);
      }
      closing.add(channel);
    }
  }

  @Override
  @HotPath
  public void turn(long waitNanos) {
    // What is closed now leaves the selector, and the system, within the selection that follows.
    int closeCount = closing.size();
    for (int index = 0; index < closeCount; index++) {
      closeChannel(closing.get(index));
    }
    int outcomeCount = outcomes.size();
    select(closeCount + outcomeCount > 0 ? 0 : waitNanos);
    for (int index = 0; index < outcomeCount; index++) {
      tellOutcome(outcomes.get(index));
    }
    for (int index = 0; index < closeCount; index++) {
      tellClosed(closing.get(index));
    }
    drop(outcomes, outcomeCount);
    drop(closing, closeCount);
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
    return !closing.isEmpty() || !outcomes.isEmpty();
  }

  @HotPath
  private void select(long waitNanos) {
    boolean sleeps = waitNanos != 0 && wake.sleep();
    selecting = true;
    calls++;
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
    int ready = key.readyOps();
    if ((ready & SelectionKey.OP_CONNECT) != 0 && !channel.has(NioChannel.CLOSING)) {
      finishConnect(channel);
    }
    if ((ready & SelectionKey.OP_WRITE) != 0 && !channel.has(NioChannel.CLOSING)) {
      outputPossible(channel);
    }
    if ((ready & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
      inputPossible(channel);
    }
  }

  private void finishConnect(NioChannel channel) {
    calls++;
    try {
      if (!stream(channel).finishConnect()) {
        return;
      }
      interest(channel, 0);
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
    completions++;
    IoFailure failure = channel.failure;
    channel.failure = null;
    if (channel.has(NioChannel.CONNECTING)) {
      channel.clear(NioChannel.CONNECTING);
      channel.owner().connected(failure);
      // Receiving may have been armed while the channel was connecting.
      if (channel.has(NioChannel.WANTS_INPUT)) {
        interest(channel, channel.interest | SelectionKey.OP_READ);
      }
    } else {
      channel.clear(NioChannel.SENDING);
      channel.sendTarget = null;
      channel.owner().sent(0, failure);
    }
  }

  @HotPath
  private void outputPossible(NioChannel channel) {
    channel.clear(NioChannel.FULL);
    if (channel.has(NioChannel.SENDING)) {
      int length = retry(channel);
      if (length >= 0 || channel.failure != null) {
        IoFailure failure = channel.failure;
        channel.failure = null;
        channel.sendTarget = null;
        channel.clear(NioChannel.SENDING);
        completions++;
        channel.owner().sent(Math.max(0, length), failure);
      }
    }
    if (!channel.has(NioChannel.SENDING)) {
      interest(channel, channel.interest & ~SelectionKey.OP_WRITE);
    }
  }

  /// Tries the pending send again; bytes taken, or -1 when none was, for want of room or by
  /// failure.
  @HotPath
  private int retry(NioChannel channel) {
    SocketAddress target = channel.sendTarget;
    if (target == null) {
      int result = write(channel, channel.sendAddress, channel.sendLength);
      return result > 0 ? result : -1;
    }
    return sendDatagram(channel, channel.sendAddress, channel.sendLength, target)
        ? channel.sendLength
        : -1;
  }

  @HotPath
  private void inputPossible(NioChannel channel) {
    if (!channel.has(NioChannel.WANTS_INPUT)) {
      noInputInterest(channel);
    } else if (channel.stream != null) {
      receive(channel, channel.stream);
    } else if (channel.listener != null) {
      accept(channel, channel.listener);
    } else {
      receiveDatagrams(channel, datagram(channel));
    }
  }

  @HotPath
  private void noInputInterest(NioChannel channel) {
    interest(channel, channel.interest & ~(SelectionKey.OP_READ | SelectionKey.OP_ACCEPT));
  }

  @HotPath
  private void receive(NioChannel channel, SocketChannel stream) {
    for (int left = RECEIVES_PER_TURN_MAX; left > 0; left--) {
      calls++;
      int result;
      try {
        result = stream.read(views.receiveBuffer());
      } catch (IOException failed) {
        receiveOver(channel, NioFailures.failure(failed));
        return;
      }
      if (result < 0) {
        receiveOver(channel, null);
        return;
      }
      if (result == 0) {
        return;
      }
      completions++;
      channel.owner().received(views.receiveAddress(), result);
      if (result < NioViews.RECEIVE_BYTES || !channel.has(NioChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  private void receiveOver(NioChannel channel, @Nullable IoFailure failure) {
    if (failure == IoFailure.NO_BUFFERS) {
      // Tried again next turn: the socket still has what it could not hand over.
      starvations++;
      return;
    }
    channel.clear(NioChannel.WANTS_INPUT);
    noInputInterest(channel);
    completions++;
    channel.owner().receiveEnded(failure);
  }

  private void receiveDatagrams(NioChannel channel, DatagramChannel datagrams) {
    for (int left = DATAGRAMS_PER_TURN_MAX; left > 0; left--) {
      calls++;
      ByteBuffer buffer = views.receiveBuffer();
      SocketAddress sender;
      try {
        sender = datagrams.receive(buffer);
      } catch (IOException late) {
        // News of an earlier send (ICMP); datagrams may lie behind it.
        continue;
      }
      if (sender == null) {
        return;
      }
      completions++;
      channel.owner().receivedFrom(views.receiveAddress(), buffer.position(), sender, false);
      if (!channel.has(NioChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  private void accept(NioChannel channel, ServerSocketChannel listener) {
    for (int left = ACCEPTS_PER_TURN_MAX; left > 0; left--) {
      calls++;
      SocketChannel connection;
      try {
        connection = listener.accept();
      } catch (IOException failed) {
        acceptFailed(channel, NioFailures.failure(failed));
        return;
      }
      if (connection == null) {
        return;
      }
      completions++;
      accepted(channel, connection);
      if (!channel.has(NioChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  private void accepted(NioChannel listener, SocketChannel connection) {
    boolean unix = listener.has(NioChannel.UNIX);
    try {
      NioSockets.accepted(connection, listener.settings, unix);
    } catch (IOException gone) {
      // The peer has left already.
      closeQuietly(connection);
      return;
    }
    NioChannel channel = open(connection, listener.settings, null);
    if (unix) {
      channel.set(NioChannel.UNIX);
    }
    channel.owner(listener.owner().accepted(channel.handle));
  }

  private void acceptFailed(NioChannel channel, IoFailure failure) {
    if (failure == IoFailure.RESET) {
      // The peer gave up while it waited; the listener is as good as before.
      return;
    }
    channel.clear(NioChannel.WANTS_INPUT);
    noInputInterest(channel);
    completions++;
    channel.owner().acceptFailed(failure);
  }

  private void closeChannel(NioChannel channel) {
    calls++;
    SocketChannel stream = channel.stream;
    if (stream != null && channel.has(NioChannel.RESETTING) && !channel.has(NioChannel.UNIX)) {
      try {
        stream.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException gone) {
        // Reset by the peer already.
      }
    }
    closeQuietly(channel.channel());
  }

  private static void closeQuietly(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException late) {
      // Closing tells of lost bytes at most, and nobody waits for them; the descriptor is free.
    }
  }

  private void tellClosed(NioChannel channel) {
    ChannelEvents owner = channel.owner();
    channels.set(channel.handle, null);
    freeHandles.add(channel.handle);
    completions++;
    owner.closed();
  }

  private static SocketChannel stream(NioChannel channel) {
    if (channel.stream == null) {
      throw new IllegalStateException("not a stream");
    }
    return channel.stream;
  }

  private static DatagramChannel datagram(NioChannel channel) {
    if (channel.datagram == null) {
      throw new IllegalStateException("not a datagram socket");
    }
    return channel.datagram;
  }

  @Override
  public void wake() {
    wake.wake();
  }

  @Override
  public long enters() {
    return calls;
  }

  @Override
  public long completions() {
    return completions;
  }

  @Override
  public long starvations() {
    return starvations;
  }

  @Override
  public void close() {
    for (NioChannel channel : channels) {
      if (channel != null) {
        closeQuietly(channel.channel());
      }
    }
    try {
      selector.close();
    } catch (IOException late) {
      // All channels are closed; nothing of the selector is left but its descriptors.
    }
    arena.close();
  }
}
