package weft.hub.uring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.BackendRefused;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.SocketSettings;
import weft.hub.linux.Errno;
import weft.hub.linux.FileSends;
import weft.hub.linux.Libc;
import weft.hub.linux.LinuxSockets;
import weft.hub.memory.HotPath;
import weft.hub.memory.InputRoom;
import weft.hub.memory.Memory;

/// Sockets on io_uring: multishot accept and receive, a provided-buffer ring, one send in flight
/// per channel, one kernel entry per turn.
public final class UringBackend implements Backend {
  private static final int COMPLETIONS_PER_TURN_MAX = 4096;

  /// A turn with as many completions means that more are on their way: the next one gathers.
  private static final int BUSY_COMPLETIONS = 10;

  /// New arrivals a gathering turn waits for.
  private static final int GATHER_ARRIVALS = 32;

  /// How long it waits for them, in microseconds. Fewer entries into the kernel per request for a
  /// delay that is small beside the queueing of a hub that busy.
  private static final int GATHER_MICROS = 50;

  private final Libc libc = new Libc();
  private final LinuxSockets sockets = new LinuxSockets(libc);
  private final Arena arena = Arena.ofShared();
  private final Ring ring;
  private final BufferRing buffers;
  private final RingWake wake;
  private final Channels channels = new Channels();
  private final Submissions submissions;
  private final Closings closings;
  private final Accepts accepts;
  private final Receives receives;
  private final Datagrams datagrams;
  private final FileSends files;

  private boolean busy;
  private long completions;

  /// Opens the ring on the calling thread, which becomes its only user.
  ///
  /// @throws BackendRefused when io_uring or a feature it needs is not to be had
  public UringBackend() throws BackendRefused {
    this.ring = new Ring(libc);
    this.buffers = openBuffers();
    this.wake = openWake();
    this.submissions = new Submissions(ring, channels, arena);
    this.closings = new Closings(channels, submissions);
    this.accepts = new Accepts(libc, sockets, channels, submissions, closings);
    this.receives = new Receives(channels, submissions, closings, buffers);
    this.datagrams = new Datagrams(libc, arena, channels, submissions, closings);
    this.files = new FileSends(libc, arena);
  }

  private BufferRing openBuffers() throws BackendRefused {
    try {
      return new BufferRing(libc, ring, arena);
    } catch (BackendRefused refused) {
      ring.close();
      arena.close();
      throw refused;
    }
  }

  private RingWake openWake() throws BackendRefused {
    try {
      return new RingWake(libc, ring, arena);
    } catch (BackendRefused refused) {
      ring.close();
      buffers.close();
      arena.close();
      throw refused;
    }
  }

  @Override
  public String name() {
    return "uring";
  }

  @Override
  public void receiveWithin(InputRoom room) {
    receives.within(room);
  }

  @Override
  public int listen(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    int handle = channels.open(sockets.listen(address, settings, 0), events);
    channels.set(handle, Channels.LISTENER);
    return handle;
  }

  @Override
  public int connect(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    int handle = channels.open(sockets.stream(address, settings, 0), events);
    submissions.connect(handle, address);
    channels.set(handle, Channels.SENDING);
    return handle;
  }

  @Override
  public int bindDatagram(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException {
    int fd = sockets.datagram(address, settings, LinuxSockets.SOCK_NONBLOCK);
    int handle = channels.open(fd, events);
    channels.set(handle, Channels.DATAGRAM);
    return handle;
  }

  @Override
  public SocketAddress localAddress(int handle) throws IOException {
    return sockets.localAddress(channels.fd(handle));
  }

  @Override
  public @Nullable SocketAddress remoteAddress(int handle) {
    return sockets.remoteAddress(channels.fd(handle));
  }

  @Override
  public void armAccept(int handle) {
    accepts.arm(handle);
  }

  @Override
  public void disarmAccept(int handle) {
    accepts.disarm(handle);
  }

  @Override
  public Runnable listenerStop(int handle) {
    int fd = channels.fd(handle);
    return () -> LinuxSockets.stopListening(fd);
  }

  @Override
  @HotPath
  public void armReceive(int handle) {
    if (channels.has(handle, Channels.DATAGRAM)) {
      datagrams.arm(handle);
    } else {
      receives.arm(handle);
    }
  }

  @Override
  public void disarmReceive(int handle) {
    if (channels.has(handle, Channels.DATAGRAM)) {
      datagrams.disarm(handle);
    } else {
      receives.disarm(handle);
    }
  }

  @Override
  @HotPath
  public int send(int handle, long address, int length) {
    channels.set(handle, Channels.SENDING);
    submissions.send(handle, address, length);
    return PENDING;
  }

  @Override
  @HotPath
  public int sendMore(int handle, long address, int length) {
    return files.sendMore(channels.fd(handle), address, length);
  }

  @Override
  @HotPath
  public int sendFile(int handle, int file, long position, int length) {
    if (!channels.has(handle, Channels.NONBLOCKING)) {
      return ABSENT;
    }
    int result = files.send(channels.fd(handle), file, position, length);
    if (result != 0) {
      return result;
    }
    channels.set(handle, Channels.AWAITS_ROOM | Channels.SENDING);
    submissions.pollWritable(handle);
    return PENDING;
  }

  @Override
  @HotPath
  public int readFile(int file, long position, long address, int length) {
    return files.read(file, position, address, length);
  }

  @Override
  public int sendTo(int handle, long address, int length, SocketAddress target) {
    return datagrams.send(handle, address, length, target) ? length : PENDING;
  }

  @Override
  public void shutdownOutput(int handle) {
    // Not IORING_OP_SHUTDOWN: it always runs on a worker thread.
    libc.shutdown(channels.fd(handle), LinuxSockets.SHUT_WR);
  }

  @Override
  @HotPath
  public void close(int handle, boolean reset) {
    if (channels.has(handle, Channels.CLOSING)) {
      return;
    }
    channels.set(handle, Channels.CLOSING);
    channels.clear(handle, Channels.WANTS_RECEIVE | Channels.WANTS_ACCEPT);
    if (reset) {
      sockets.resetOnClose(channels.fd(handle));
    } else if (channels.has(handle, Channels.LISTENER)) {
      accepts.closeSlow(handle);
      return;
    }
    closings.begin(handle);
  }

  @Override
  @HotPath
  public void turn(long waitNanos) {
    receives.regardRoom();
    buffers.publish();
    boolean ready = ring.ready() > 0;
    if (waitNanos != 0 && !ready && !accepts.isClosing()) {
      wake.beforeWait();
      if (busy && waitNanos >= GATHER_MICROS * 1000L) {
        ring.enterAndGather(waitNanos, GATHER_ARRIVALS, GATHER_MICROS);
      } else {
        ring.enterAndWait(waitNanos);
      }
    } else if (ring.unsubmitted() || ring.taskWork()) {
      ring.enter();
    }
    reap();
    if (accepts.isClosing()) {
      completions += accepts.closeDueSlow();
    }
  }

  @Override
  @HotPath
  public boolean pending() {
    return ring.ready() > 0
        || ring.unsubmitted()
        || ring.taskWork()
        || receives.canFeed()
        || accepts.isClosing();
  }

  @HotPath
  private void reap() {
    int ready = Math.min(ring.ready(), COMPLETIONS_PER_TURN_MAX);
    for (int index = 0; index < ready; index++) {
      long completion = ring.completion(index);
      long userData = Memory.getLong(completion);
      int result = Memory.getInt(completion + 8);
      int flags = Memory.getInt(completion + 12);
      dispatch(userData, result, flags);
    }
    if (ready > 0) {
      ring.consumed(ready);
      completions += ready;
    }
    busy = ready >= BUSY_COMPLETIONS;
    buffers.publish();
  }

  @HotPath
  private void dispatch(long userData, int result, int flags) {
    int operation = (int) (userData >>> 56);
    int handle = (int) userData;
    if (operation == RingWake.OPERATION) {
      wake.received(result);
      return;
    }
    if (operation == Abi.OP_ASYNC_CANCEL) {
      return;
    }
    int generation = (int) (userData >>> 32) & 0xff_ffff;
    if (generation != channels.generation(handle)) {
      assert (flags & Abi.CQE_F_BUFFER) == 0 : "a buffer came for a channel that is gone";
      return;
    }
    switch (operation) {
      case Abi.OP_RECV -> receives.completed(handle, result, flags);
      case Abi.OP_SEND -> sent(handle, result);
      case Abi.OP_ACCEPT -> accepts.completed(handle, result, flags);
      case Abi.OP_CLOSE -> closed(handle);
      case Abi.OP_CONNECT -> connected(handle, result);
      case Abi.OP_POLL_ADD -> datagrams.readable(handle);
      default -> throw new IllegalStateException("completion of an unknown operation");
    }
  }

  @HotPath
  private void sent(int handle, int result) {
    channels.clear(handle, Channels.SENDING);
    if (channels.has(handle, Channels.CLOSING)) {
      closings.goOn(handle);
    } else if (channels.has(handle, Channels.DATAGRAM)) {
      datagrams.writable(handle);
    } else if (channels.has(handle, Channels.AWAITS_ROOM)) {
      // What the poll tells of is found out by the next call.
      channels.clear(handle, Channels.AWAITS_ROOM);
      channels.owner(handle).sent(0, null);
    } else if (result >= 0) {
      channels.owner(handle).sent(result, null);
    } else if (result == -Errno.EINTR || result == -Errno.EAGAIN) {
      channels.owner(handle).sent(0, null);
    } else {
      channels.owner(handle).sent(0, Errno.failure(-result));
    }
  }

  private void connected(int handle, int result) {
    channels.clear(handle, Channels.SENDING);
    if (channels.has(handle, Channels.CLOSING)) {
      closings.goOn(handle);
    } else {
      channels.owner(handle).connected(result < 0 ? Errno.failure(-result) : null);
    }
  }

  @HotPath
  private void closed(int handle) {
    ChannelEvents owner = channels.owner(handle);
    datagrams.forget(handle);
    channels.release(handle);
    owner.closed();
  }

  @Override
  public void wake() {
    wake.wake();
  }

  @Override
  public long enters() {
    return ring.enters();
  }

  @Override
  public long completions() {
    return completions;
  }

  @Override
  public long starvations() {
    return receives.starvations();
  }

  @Override
  public void close() {
    for (int handle = 0; handle < channels.used(); handle++) {
      if (channels.fd(handle) >= 0) {
        libc.close(channels.fd(handle));
      }
    }
    // The ring goes first: until it is closed the kernel may still write to the buffers.
    ring.close();
    buffers.close();
    wake.close();
    arena.close();
  }
}
