package weft.hub.epoll;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.BackendCounts;
import weft.hub.backend.BackendRefused;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.linux.Errno;
import weft.hub.linux.FileSends;
import weft.hub.linux.Libc;
import weft.hub.linux.LinuxSockets;
import weft.hub.memory.HotPath;
import weft.hub.memory.InputRoom;

/// Sockets on epoll: one wait per turn, bytes received into one buffer per hub, sends tried at
/// once.
///
/// What happens outside a turn (a send that fails, a close) is put into a list and told in the next
/// one, because owners hear of news inside [#turn] only.
public final class EpollBackend implements Backend {
  private static final int WAKE_DATA = -1;

  /// How long handshakes that are under way may take while a listener closes, unless others come.
  private static final long LISTENER_REST_NANOS = 1_000_000;

  private final Libc libc = new Libc();
  private final LinuxSockets sockets = new LinuxSockets(libc);
  private final Arena arena = Arena.ofShared();
  private final EpollDatagrams datagrams = new EpollDatagrams(libc, arena);
  private final EpollChannels channels = new EpollChannels();
  private final EpollWake wake;
  private final Epoll epoll;
  private final EpollInput input;
  private final EpollOutput output;
  private final FileSends files;
  private final BackendCounts counts = new BackendCounts();
  private final List<EpollChannel> closingListeners = new ArrayList<>();

  /// Opens epoll.
  ///
  /// @throws BackendRefused when the system does not let us
  public EpollBackend() throws BackendRefused {
    // Loads the class now: when file descriptors have run out it could not be read any more.
    Errno.failure(Errno.EAGAIN);
    this.wake = openWake();
    this.epoll = openEpoll();
    this.input = new EpollInput(libc, arena, channels, datagrams, counts);
    this.files = new FileSends(libc, arena);
    this.output = new EpollOutput(libc, epoll, channels, datagrams, files, counts);
  }

  private EpollWake openWake() throws BackendRefused {
    try {
      return new EpollWake(libc, arena);
    } catch (BackendRefused refused) {
      arena.close();
      throw refused;
    }
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
  public void receiveWithin(InputRoom room) {
    input.receiveWithin(room);
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
    int result = sockets.connect(fd, address);
    EpollChannel channel = channels.open(fd, EpollChannel.STREAM, events);
    channel.set(EpollChannel.CONNECTING);
    if (result == -Errno.EINPROGRESS) {
      // Watched only now: epoll reports a socket that has not begun to connect as hung up.
      channel.set(EpollChannel.OUTPUT_WATCHED);
      result = epoll.watch(channel);
      if (result < 0) {
        channels.queueOutcome(channel, Errno.failure(-result));
      }
    } else if (result == -Errno.EAGAIN) {
      // A Unix-domain listener whose queue is full.
      channels.queueOutcome(channel, IoFailure.REFUSED);
    } else {
      channels.queueOutcome(channel, result == 0 ? null : Errno.failure(-result));
    }
    return channel.handle;
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
      if (epoll.watch(channel) < 0) {
        channel.set(EpollChannel.WATCH_REFUSED);
        channels.queue(channel);
      }
    } else if (channel.has(EpollChannel.READABLE)) {
      channels.queue(channel);
    }
  }

  @Override
  @HotPath
  public int send(int handle, long address, int length) {
    return output.send(channels.get(handle), address, length);
  }

  @Override
  @HotPath
  public int sendMore(int handle, long address, int length) {
    counts.calls++;
    return files.sendMore(channels.get(handle).fd, address, length);
  }

  @Override
  @HotPath
  public int sendFile(int handle, int file, long position, int length) {
    return output.sendFile(channels.get(handle), file, position, length);
  }

  @Override
  @HotPath
  public int readFile(int file, long position, long address, int length) {
    counts.calls++;
    return files.read(file, position, address, length);
  }

  @Override
  @HotPath
  public int sendTo(int handle, long address, int length, SocketAddress target) {
    return output.sendTo(channels.get(handle), address, length, target);
  }

  @Override
  public void shutdownOutput(int handle) {
    counts.calls++;
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
    input.resumeStalled();
    int count = epoll.await(channels.dueCount() == 0 ? atMost(waitNanos) : 0);
    for (int index = 0; index < count; index++) {
      int handle = epoll.data(index);
      if (handle != WAKE_DATA) {
        dispatch(channels.get(handle), epoll.events(index));
      }
    }
    if (!closingListeners.isEmpty()) {
      closeListenersSlow();
    }
    runDue();
  }

  @HotPath
  private long atMost(long waitNanos) {
    return closingListeners.isEmpty() ? waitNanos : Math.min(waitNanos, LISTENER_REST_NANOS);
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
      output.retry(channel);
    }
    if ((events & ~Epoll.OUT) != 0 && !channel.has(EpollChannel.CLOSING)) {
      channel.set(EpollChannel.READABLE);
      if ((events & ~(Epoll.IN | Epoll.OUT)) != 0) {
        channel.set(EpollChannel.INPUT_ENDS);
      }
      if (channel.has(EpollChannel.WANTS_INPUT)) {
        input.take(channel);
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
        beginClose(channel);
        continue;
      }
      if (channel.has(EpollChannel.OUTCOME_DUE)) {
        tellOutcome(channel);
      }
      if (channel.has(EpollChannel.WATCH_REFUSED)) {
        tellWatchRefusedSlow(channel);
      }
      if (channel.has(EpollChannel.READABLE) && channel.has(EpollChannel.WANTS_INPUT)) {
        input.take(channel);
      }
    }
    if (count > 0) {
      channels.dropDue(count);
    }
  }

  @HotPath
  private void beginClose(EpollChannel channel) {
    if (channel.has(EpollChannel.RESETTING)) {
      counts.calls++;
      sockets.resetOnClose(channel.fd);
    } else if (channel.kind == EpollChannel.LISTENER) {
      sockets.refuseNewConnections(channel.fd);
      input.acceptRest(channel);
      closingListeners.add(channel);
      return;
    }
    finishClose(channel);
  }

  /// A handshake that was under way when the listener began to close comes to its end a moment
  /// later: one is closed when a turn has found nobody.
  private void closeListenersSlow() {
    for (int index = closingListeners.size() - 1; index >= 0; index--) {
      EpollChannel listener = closingListeners.get(index);
      if (!input.acceptRest(listener)) {
        closingListeners.remove(index);
        finishClose(listener);
      }
    }
  }

  @HotPath
  private void finishClose(EpollChannel channel) {
    counts.calls++;
    libc.close(channel.fd);
    ChannelEvents owner = channel.owner();
    channels.release(channel);
    counts.completions++;
    owner.closed();
  }

  @HotPath
  private void tellOutcome(EpollChannel channel) {
    channel.clear(EpollChannel.OUTCOME_DUE);
    IoFailure failure = channel.failure;
    channel.failure = null;
    counts.completions++;
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
    counts.calls++;
    int errno = sockets.error(channel.fd);
    if (errno == 0 && sockets.remoteAddress(channel.fd) == null) {
      // An event of a descriptor closed before, which a process being spawned still held.
      return;
    }
    channel.failure = errno == 0 ? null : Errno.failure(errno);
    tellOutcome(channel);
  }

  @Override
  public void wake() {
    wake.wake();
  }

  @Override
  public long enters() {
    return counts.calls + epoll.calls();
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
