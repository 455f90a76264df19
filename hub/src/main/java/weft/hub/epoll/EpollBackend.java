package weft.hub.epoll;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.BackendRefused;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.linux.LinuxSockets;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// Sockets on epoll: one wait per turn, bytes received into one buffer per hub, sends tried at
/// once.
///
/// What happens outside a turn (a send that fails, a close) is put into a list and told in the next
/// one, because owners hear of news inside [#turn] only.
public final class EpollBackend implements Backend {
  private static final int WAKE_DATA = -1;

  /// Bytes of one receive: what a socket usually holds at most before its window opens further.
  private static final int RECEIVE_BYTES = 64 * 1024;

  /// Receives per channel and turn, so that a flood leaves room for others.
  private static final int RECEIVES_PER_TURN_MAX = 4;

  /// Datagrams per socket and turn.
  private static final int DATAGRAMS_PER_TURN_MAX = 32;

  /// Connections per listener and turn.
  private static final int ACCEPTS_PER_TURN_MAX = 64;

  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int STREAM_INTEREST = Epoll.IN | Epoll.RDHUP;
  private static final int ACCEPT_FLAGS = LinuxSockets.SOCK_NONBLOCK | LinuxSockets.SOCK_CLOEXEC;

  private final Libc libc = new Libc();
  private final LinuxSockets sockets = new LinuxSockets(libc);
  private final Arena arena = Arena.ofShared();
  private final long receiveBuffer = arena.allocate(RECEIVE_BYTES + Buffer.TAIL_PAD, 64).address();
  private final EpollDatagrams datagrams = new EpollDatagrams(libc, arena);
  private final EpollChannels channels = new EpollChannels();
  private final EpollWake wake;
  private final Epoll epoll;
  private long calls;
  private long completions;
  private long starvations;

  /// Opens epoll.
  ///
  /// @throws BackendRefused when the system does not let us
  public EpollBackend() throws BackendRefused {
    // Loads the class now: when file descriptors have run out it could not be read any more.
    Errno.failure(Errno.EAGAIN);
    this.wake = new EpollWake(libc, arena);
    this.epoll = openEpoll();
  }

  private Epoll openEpoll() throws BackendRefused {
    try {
      return new Epoll(libc, arena, wake.fd(), WAKE_DATA);
    } catch (BackendRefused refused) {
      wake.close();
      arena.close();
      throw refused;
    }
  }

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public int listen(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    int fd = sockets.listen(address, settings, LinuxSockets.SOCK_NONBLOCK);
    return channels.open(fd, EpollChannel.LISTENER, events).handle;
  }

  @Override
  public int connect(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    int fd = sockets.stream(address, settings, LinuxSockets.SOCK_NONBLOCK);
    int result = beginConnect(fd, address);
    EpollChannel channel = channels.open(fd, EpollChannel.STREAM, events);
    channel.set(EpollChannel.CONNECTING);
    if (result == -Errno.EINPROGRESS) {
      // Watched only now: epoll reports a socket that has not begun to connect as hung up.
      channel.set(EpollChannel.OUTPUT_WATCHED);
      result = watch(channel);
      if (result < 0) {
        outcome(channel, Errno.failure(-result));
      }
    } else if (result == -Errno.EAGAIN) {
      // A Unix-domain listener whose queue is full.
      outcome(channel, IoFailure.REFUSED);
    } else {
      outcome(channel, result == 0 ? null : Errno.failure(-result));
    }
    return channel.handle;
  }

  private int beginConnect(int fd, SocketAddress address) {
    try {
      return sockets.connect(fd, address);
    } catch (IllegalArgumentException unusable) {
      libc.close(fd);
      throw unusable;
    }
  }

  @Override
  public int bindDatagram(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    int fd = sockets.datagram(address, settings, LinuxSockets.SOCK_NONBLOCK);
    return channels.open(fd, EpollChannel.DATAGRAM, events).handle;
  }

  @Override
  public SocketAddress localAddress(int handle) throws IOException {
    return sockets.localAddress(channels.get(handle).fd);
  }

  @Override
  public @Nullable SocketAddress remoteAddress(int handle) {
    return sockets.remoteAddress(channels.get(handle).fd);
  }

  @Override
  public void armAccept(int handle) {
    wantInput(channels.get(handle));
  }

  @Override
  public void disarmAccept(int handle) {
    channels.get(handle).clear(EpollChannel.WANTS_INPUT);
  }

  @Override
  public Runnable listenerStop(int handle) {
    int fd = channels.get(handle).fd;
    return () -> LinuxSockets.stopListening(fd);
  }

  @Override
  @HotPath
  public void armReceive(int handle) {
    wantInput(channels.get(handle));
  }

  @Override
  @HotPath
  public void disarmReceive(int handle) {
    channels.get(handle).clear(EpollChannel.WANTS_INPUT);
  }

  @HotPath
  private void wantInput(EpollChannel channel) {
    if (channel.has(EpollChannel.CLOSING)) {
      return;
    }
    channel.set(EpollChannel.WANTS_INPUT);
    if (!channel.has(EpollChannel.WATCHED)) {
      if (watch(channel) < 0) {
        channel.set(EpollChannel.WATCH_REFUSED);
        channels.queue(channel);
      }
    } else if (channel.has(EpollChannel.READABLE)) {
      channels.queue(channel);
    }
  }

  /// Tells epoll what to watch a channel for; 0 or `-errno`.
  @HotPath
  private int watch(EpollChannel channel) {
    int interest = channel.kind == EpollChannel.STREAM ? STREAM_INTEREST : Epoll.IN;
    if (channel.has(EpollChannel.OUTPUT_WATCHED)) {
      interest |= Epoll.OUT;
    }
    if (channel.has(EpollChannel.WATCHED)) {
      return epoll.modify(channel.fd, interest, channel.handle);
    }
    int result = epoll.add(channel.fd, interest, channel.handle);
    if (result == 0) {
      channel.set(EpollChannel.WATCHED);
    }
    return result;
  }

  @Override
  @HotPath
  public int send(int handle, long address, int length) {
    EpollChannel channel = channels.get(handle);
    assert !channel.has(EpollChannel.SENDING) : "a send is pending already";
    if (length == 0) {
      return 0;
    }
    if (channel.has(EpollChannel.FULL)) {
      pend(channel, address, length);
      return PENDING;
    }
    int result = trySend(channel, address, length);
    if (result > 0) {
      if (result < length && channel.has(EpollChannel.OUTPUT_WATCHED)) {
        channel.set(EpollChannel.FULL);
      }
      return result;
    }
    pend(channel, address, length);
    if (result == -Errno.EAGAIN) {
      awaitOutput(channel);
    } else {
      outcome(channel, Errno.failure(-result));
    }
    return PENDING;
  }

  @HotPath
  private int trySend(EpollChannel channel, long address, int length) {
    int result;
    do {
      calls++;
      result = libc.send(channel.fd, address, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (result == -Errno.EINTR);
    return result;
  }

  /// The system takes no more; epoll will tell when it does.
  @HotPath
  private void awaitOutput(EpollChannel channel) {
    channel.set(EpollChannel.FULL);
    if (!channel.has(EpollChannel.OUTPUT_WATCHED)) {
      channel.set(EpollChannel.OUTPUT_WATCHED);
      int result = watch(channel);
      if (result < 0) {
        channel.clear(EpollChannel.OUTPUT_WATCHED | EpollChannel.FULL);
        outcome(channel, Errno.failure(-result));
      }
    }
  }

  @HotPath
  private void pend(EpollChannel channel, long address, int length) {
    channel.set(EpollChannel.SENDING);
    channel.sendAddress = address;
    channel.sendLength = length;
  }

  @Override
  @HotPath
  public int sendTo(int handle, long address, int length, SocketAddress target) {
    EpollChannel channel = channels.get(handle);
    assert !channel.has(EpollChannel.SENDING) : "a send is pending already";
    calls++;
    int result = datagrams.send(channel.fd, address, length, target);
    if (result >= 0) {
      return length;
    }
    pend(channel, address, length);
    if (result == -Errno.EAGAIN) {
      channel.sendTarget = target;
      awaitOutput(channel);
    } else {
      outcome(channel, Errno.failure(-result));
    }
    return PENDING;
  }

  /// Connecting or the pending send is over: told in the next round of [#runDue].
  @HotPath
  private void outcome(EpollChannel channel, @Nullable IoFailure failure) {
    channel.failure = failure;
    channel.set(EpollChannel.OUTCOME_DUE);
    channels.queue(channel);
  }

  @Override
  public void shutdownOutput(int handle) {
    calls++;
    libc.shutdown(channels.get(handle).fd, LinuxSockets.SHUT_WR);
  }

  @Override
  @HotPath
  public void close(int handle, boolean reset) {
    EpollChannel channel = channels.get(handle);
    if (channel.has(EpollChannel.CLOSING)) {
      return;
    }
    channel.set(EpollChannel.CLOSING);
    if (reset) {
      channel.set(EpollChannel.RESETTING);
    }
    channel.clear(EpollChannel.WANTS_INPUT);
    channels.queue(channel);
  }

  @Override
  @HotPath
  public void turn(long waitNanos) {
    boolean sleeps = waitNanos != 0 && channels.dueCount() == 0 && wake.sleep();
    int count = epoll.await(sleeps ? waitNanos : 0);
    wake.awake();
    for (int index = 0; index < count; index++) {
      int handle = epoll.data(index);
      if (handle != WAKE_DATA) {
        dispatch(channels.get(handle), epoll.events(index));
      }
    }
    runDue();
  }

  @Override
  @HotPath
  public boolean pending() {
    return channels.dueCount() > 0;
  }

  @HotPath
  private void dispatch(EpollChannel channel, int events) {
    if (channel.has(EpollChannel.CLOSING)) {
      return;
    }
    if (channel.has(EpollChannel.CONNECTING)) {
      if ((events & (Epoll.OUT | Epoll.ERR | Epoll.HUP)) != 0) {
        connectEnded(channel);
      }
    } else if ((events & (Epoll.OUT | Epoll.ERR | Epoll.HUP)) != 0) {
      outputPossible(channel);
    }
    if ((events & ~Epoll.OUT) != 0 && !channel.has(EpollChannel.CLOSING)) {
      channel.set(EpollChannel.READABLE);
      if ((events & ~(Epoll.IN | Epoll.OUT)) != 0) {
        channel.set(EpollChannel.INPUT_ENDS);
      }
      if (channel.has(EpollChannel.WANTS_INPUT)) {
        input(channel);
      }
    }
  }

  /// Does what epoll will not tell of. What is added meanwhile waits for the next turn.
  @HotPath
  private void runDue() {
    int count = channels.dueCount();
    for (int index = 0; index < count; index++) {
      EpollChannel channel = channels.takeDue(index);
      if (channel.has(EpollChannel.CLOSING)) {
        finishClose(channel);
        continue;
      }
      if (channel.has(EpollChannel.OUTCOME_DUE)) {
        tellOutcome(channel);
      }
      if (channel.has(EpollChannel.WATCH_REFUSED)) {
        tellWatchRefusedSlow(channel);
      }
      if (channel.has(EpollChannel.READABLE) && channel.has(EpollChannel.WANTS_INPUT)) {
        input(channel);
      }
    }
    if (count > 0) {
      channels.dropDue(count);
    }
  }

  @HotPath
  private void finishClose(EpollChannel channel) {
    if (channel.has(EpollChannel.RESETTING)) {
      calls++;
      sockets.resetOnClose(channel.fd);
    }
    calls++;
    libc.close(channel.fd);
    ChannelEvents owner = channel.owner();
    channels.release(channel);
    completions++;
    owner.closed();
  }

  @HotPath
  private void tellOutcome(EpollChannel channel) {
    channel.clear(EpollChannel.OUTCOME_DUE);
    IoFailure failure = channel.failure;
    channel.failure = null;
    completions++;
    if (channel.has(EpollChannel.CONNECTING)) {
      channel.clear(EpollChannel.CONNECTING);
      channel.owner().connected(failure);
    } else {
      channel.clear(EpollChannel.SENDING);
      channel.owner().sent(0, failure);
    }
  }

  private void tellWatchRefusedSlow(EpollChannel channel) {
    channel.clear(EpollChannel.WATCH_REFUSED | EpollChannel.WANTS_INPUT);
    if (channel.kind == EpollChannel.LISTENER) {
      channel.owner().acceptFailed(IoFailure.NO_BUFFERS);
    } else {
      channel.owner().receiveEnded(IoFailure.NO_BUFFERS);
    }
  }

  private void connectEnded(EpollChannel channel) {
    calls++;
    int errno = sockets.error(channel.fd);
    if (errno == 0 && sockets.remoteAddress(channel.fd) == null) {
      // An event of a descriptor closed before, which a process being spawned still held.
      return;
    }
    channel.failure = errno == 0 ? null : Errno.failure(errno);
    tellOutcome(channel);
  }

  @HotPath
  private void outputPossible(EpollChannel channel) {
    channel.clear(EpollChannel.FULL);
    if (!channel.has(EpollChannel.SENDING) || channel.has(EpollChannel.OUTCOME_DUE)) {
      return;
    }
    int length = channel.sendLength;
    int result;
    SocketAddress target = channel.sendTarget;
    if (target == null) {
      result = trySend(channel, channel.sendAddress, length);
    } else {
      calls++;
      result = datagrams.send(channel.fd, channel.sendAddress, length, target);
    }
    if (result < length && (result >= 0 || result == -Errno.EAGAIN)) {
      channel.set(EpollChannel.FULL);
      if (result <= 0) {
        return;
      }
    }
    channel.sendTarget = null;
    channel.clear(EpollChannel.SENDING);
    completions++;
    if (result >= 0) {
      channel.owner().sent(result, null);
    } else {
      channel.owner().sent(0, Errno.failure(-result));
    }
  }

  @HotPath
  private void input(EpollChannel channel) {
    switch (channel.kind) {
      case EpollChannel.STREAM -> receive(channel);
      case EpollChannel.LISTENER -> accept(channel);
      default -> receiveDatagrams(channel);
    }
    if (channel.has(EpollChannel.READABLE) && channel.has(EpollChannel.WANTS_INPUT)) {
      channels.queue(channel);
    }
  }

  @HotPath
  private void receive(EpollChannel channel) {
    for (int left = RECEIVES_PER_TURN_MAX; left > 0; left--) {
      calls++;
      int result = libc.recv(channel.fd, receiveBuffer, RECEIVE_BYTES, MSG_DONTWAIT);
      if (result <= 0) {
        receiveOver(channel, result);
        return;
      }
      if (result < RECEIVE_BYTES && !channel.has(EpollChannel.INPUT_ENDS)) {
        // A stream gave less than asked for: it is empty, and epoll tells of what comes next.
        channel.clear(EpollChannel.READABLE);
      }
      completions++;
      channel.owner().received(receiveBuffer, result);
      if (!channel.has(EpollChannel.READABLE) || !channel.has(EpollChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  @HotPath
  private void receiveOver(EpollChannel channel, int result) {
    if (result == -Errno.EAGAIN) {
      channel.clear(EpollChannel.READABLE);
      return;
    }
    if (result == -Errno.EINTR) {
      return;
    }
    IoFailure failure = result == 0 ? null : Errno.failure(-result);
    if (failure == IoFailure.NO_BUFFERS) {
      // The channel stays readable, so it is tried again next turn.
      starvations++;
      return;
    }
    channel.clear(EpollChannel.WANTS_INPUT);
    completions++;
    channel.owner().receiveEnded(failure);
  }

  private void receiveDatagrams(EpollChannel channel) {
    for (int left = DATAGRAMS_PER_TURN_MAX; left > 0; left--) {
      calls++;
      int result = datagrams.receive(channel.fd, receiveBuffer, RECEIVE_BYTES, channel.owner());
      if (result == -Errno.EAGAIN) {
        channel.clear(EpollChannel.READABLE);
        return;
      }
      // Other failures are late news of earlier sends (ICMP); datagrams may lie behind them.
      if (result >= 0) {
        completions++;
      }
      if (!channel.has(EpollChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  @HotPath
  private void accept(EpollChannel listener) {
    for (int left = ACCEPTS_PER_TURN_MAX; left > 0; left--) {
      calls++;
      int result = libc.accept4(listener.fd, 0, 0, ACCEPT_FLAGS);
      if (result == -Errno.EAGAIN) {
        listener.clear(EpollChannel.READABLE);
        return;
      }
      if (result == -Errno.EINTR) {
        continue;
      }
      completions++;
      if (result >= 0) {
        EpollChannel connection = channels.open(result, EpollChannel.STREAM, null);
        connection.owner(listener.owner().accepted(connection.handle));
      } else {
        acceptFailedSlow(listener, Errno.failure(-result));
      }
      if (!listener.has(EpollChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  private void acceptFailedSlow(EpollChannel listener, IoFailure failure) {
    if (failure == IoFailure.NO_FILES
        || failure == IoFailure.NO_BUFFERS
        || failure == IoFailure.NOT_PERMITTED
        || failure == IoFailure.OTHER) {
      listener.clear(EpollChannel.WANTS_INPUT);
      listener.owner().acceptFailed(failure);
    }
    // Else this connection is gone, and the next one may be sound. "For reliable operation the
    // application should detect the network errors defined for the protocol after accept() and
    // treat them like EAGAIN by retrying." accept(2)
  }

  @Override
  public void wake() {
    wake.wake();
  }

  @Override
  public long enters() {
    return calls + epoll.calls();
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
    for (int handle = 1; handle < channels.used(); handle++) {
      if (channels.get(handle).fd >= 0) {
        libc.close(channels.get(handle).fd);
      }
    }
    epoll.close();
    wake.close();
    arena.close();
  }
}
