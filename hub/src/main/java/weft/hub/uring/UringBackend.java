package weft.hub.uring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
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
import weft.hub.memory.Memory;

/// Sockets on io_uring: multishot accept and receive, a provided-buffer ring, one send in flight
/// per channel, one kernel entry per turn.
///
/// While memory is tight, receives are single and bounded instead of multishot. While there is
/// none, none is armed, and the buffers of those that still come are not given back: when the ring
/// is dry, everything stays in the sockets.
public final class UringBackend implements Backend {
  private static final int COMPLETIONS_PER_TURN_MAX = 4096;

  /// Connections taken from a listener that is being closed: more than a backlog holds.
  private static final int ACCEPTS_AT_CLOSE_MAX = 16 * 1024;

  /// A turn with as many completions means that more are on their way: the next one gathers.
  private static final int BUSY_COMPLETIONS = 10;

  /// New arrivals a gathering turn waits for.
  private static final int GATHER_ARRIVALS = 16;

  /// How long it waits for them, in microseconds. Fewer entries into the kernel per request for a
  /// delay that is small beside the queueing of a hub that busy.
  private static final int GATHER_MICROS = 50;

  private final Libc libc = new Libc();
  private final LinuxSockets sockets = new LinuxSockets(libc);
  private final Arena arena = Arena.ofShared();
  private final Ring ring;
  private final BufferRing buffers;
  private final RingWake wake;
  private final Datagrams datagrams;
  private final Channels channels = new Channels();
  private final Submissions submissions;
  private final FileSends files;

  private InputRoom room = InputRoom.ENDLESS;
  private boolean tight;
  private final List<Integer> closingListeners = new ArrayList<>();
  private int[] starved = new int[64];
  private int starvedCount;
  private boolean busy;
  private long completions;
  private long starvations;

  /// Opens the ring on the calling thread, which becomes its only user.
  ///
  /// @throws BackendRefused when io_uring or a feature it needs is not to be had
  public UringBackend() throws BackendRefused {
    this.ring = new Ring(libc);
    this.buffers = openBuffers();
    this.wake = openWake();
    this.datagrams = new Datagrams(libc, arena);
    this.submissions = new Submissions(ring, channels, arena);
    this.files = new FileSends(libc, arena);
    loadFailureClasses();
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

  /// When descriptors run out, classes cannot be loaded from files any more.
  private static void loadFailureClasses() {
    if (concernsOneConnection(Errno.failure(Errno.ENOBUFS))) {
      throw new IllegalStateException("want of memory concerns every connection");
    }
  }

  @Override
  public String name() {
    return "uring";
  }

  @Override
  public void receiveWithin(InputRoom room) {
    this.room = room;
    buffers.limit(room.underWayMax());
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
    channels.set(handle, Channels.WANTS_ACCEPT);
    if (!channels.has(handle, Channels.ACCEPTING)) {
      channels.set(handle, Channels.ACCEPTING);
      submissions.accept(handle);
    }
  }

  @Override
  public void disarmAccept(int handle) {
    channels.clear(handle, Channels.WANTS_ACCEPT);
    cancelArmed(handle, Channels.ACCEPTING, Abi.OP_ACCEPT);
  }

  @Override
  public Runnable listenerStop(int handle) {
    int fd = channels.fd(handle);
    return () -> LinuxSockets.stopListening(fd);
  }

  @Override
  @HotPath
  public void armReceive(int handle) {
    channels.set(handle, Channels.WANTS_RECEIVE);
    if (channels.has(handle, Channels.DATAGRAM)) {
      pollDatagrams(handle);
    } else if (!channels.has(handle, Channels.RECEIVING)) {
      if (tight) {
        armPieceSlow(handle);
      } else {
        channels.set(handle, Channels.RECEIVING);
        submissions.receive(handle);
      }
    }
  }

  private void armPieceSlow(int handle) {
    int length = room.inputRoom();
    if (length == 0) {
      starveSlow(handle);
    } else {
      channels.set(handle, Channels.RECEIVING | Channels.PIECEWISE);
      submissions.receivePiece(handle, length);
    }
  }

  @Override
  public void disarmReceive(int handle) {
    channels.clear(handle, Channels.WANTS_RECEIVE);
    if (!channels.has(handle, Channels.DATAGRAM)) {
      cancelArmed(handle, Channels.RECEIVING, Abi.OP_RECV);
    }
  }

  /// Cancels an armed multishot operation; its last completion clears the flag.
  private void cancelArmed(int handle, int flag, int operation) {
    if (channels.has(handle, flag) && !channels.has(handle, Channels.CANCELLING)) {
      channels.set(handle, Channels.CANCELLING);
      submissions.cancel(handle, operation);
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
    channels.set(handle, Channels.AWAITS_ROOM);
    pollWritable(handle);
    return PENDING;
  }

  @Override
  @HotPath
  public int readFile(int file, long position, long address, int length) {
    return files.read(file, position, address, length);
  }

  @Override
  public int sendTo(int handle, long address, int length, SocketAddress target) {
    int result = datagrams.send(channels.fd(handle), address, length, target);
    if (result >= 0) {
      return length;
    }
    datagrams.retryLater(handle, address, length, target);
    pollWritable(handle);
    return PENDING;
  }

  private void pollWritable(int handle) {
    channels.set(handle, Channels.SENDING);
    submissions.pollWritable(handle);
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
      closeListenerSlow(handle);
      return;
    }
    if (channels.has(handle, Channels.IN_FLIGHT)) {
      cancelInFlightSlow(handle);
    } else {
      submitClose(handle);
    }
  }

  /// Goes on in the next turn, because connections are delivered in turns only.
  private void closeListenerSlow(int handle) {
    channels.set(handle, Channels.TAKES_REST);
    sockets.refuseNewConnections(channels.fd(handle));
    cancelInFlightSlow(handle);
    closingListeners.add(handle);
  }

  private void closeListenersSlow() {
    for (int index = closingListeners.size() - 1; index >= 0; index--) {
      int handle = closingListeners.get(index);
      if (!channels.has(handle, Channels.IN_FLIGHT)) {
        closingListeners.remove(/* index */ index);
        acceptRest(handle);
        submitClose(handle);
      }
    }
  }

  private void acceptRest(int handle) {
    for (int left = ACCEPTS_AT_CLOSE_MAX; left > 0; left--) {
      int result = sockets.acceptWaiting(channels.fd(handle), LinuxSockets.SOCK_NONBLOCK);
      if (result >= 0) {
        delivered(handle, result);
        completions++;
      } else if (result == -Errno.EAGAIN || !concernsOneConnection(Errno.failure(-result))) {
        return;
      }
    }
  }

  private void cancelInFlightSlow(int handle) {
    cancelArmed(handle, Channels.RECEIVING, Abi.OP_RECV);
    cancelArmed(handle, Channels.ACCEPTING, Abi.OP_ACCEPT);
    if (channels.has(handle, Channels.POLLING)) {
      submissions.cancel(handle, Abi.OP_POLL_ADD);
    }
    if (channels.has(handle, Channels.SENDING)) {
      submissions.cancel(handle, Abi.OP_SEND);
      submissions.cancel(handle, Abi.OP_CONNECT);
    }
  }

  @HotPath
  private void submitClose(int handle) {
    channels.set(handle, Channels.CLOSE_SUBMITTED);
    submissions.close(handle);
  }

  @Override
  @HotPath
  public void turn(long waitNanos) {
    regardRoom();
    buffers.publish();
    boolean ready = ring.ready() > 0;
    if (waitNanos != 0 && !ready && closingListeners.isEmpty()) {
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
    if (!closingListeners.isEmpty()) {
      closeListenersSlow();
    }
  }

  @HotPath
  private void regardRoom() {
    int bytes = room.inputRoom();
    boolean tightNow = bytes < BufferRing.BUFFER_SIZE;
    if (tightNow && !tight) {
      receivePiecewiseSlow();
    }
    tight = tightNow;
    if (bytes > 0) {
      buffers.giveWithheld();
      if (starvedCount > 0) {
        feedStarvedSlow();
      }
    }
  }

  /// Ends every multishot receive: what is armed anew is bounded.
  private void receivePiecewiseSlow() {
    for (int handle = 0; handle < channels.used(); handle++) {
      if (channels.fd(handle) >= 0 && !channels.has(handle, Channels.PIECEWISE)) {
        cancelArmed(handle, Channels.RECEIVING, Abi.OP_RECV);
      }
    }
  }

  @Override
  @HotPath
  public boolean pending() {
    return ring.ready() > 0
        || ring.unsubmitted()
        || ring.taskWork()
        || canFeed()
        || !closingListeners.isEmpty();
  }

  @HotPath
  private boolean canFeed() {
    return starvedCount > 0 && room.inputRoom() > 0;
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
      case Abi.OP_RECV -> received(handle, result, flags);
      case Abi.OP_SEND -> sent(handle, result);
      case Abi.OP_ACCEPT -> accepted(handle, result, flags);
      case Abi.OP_CLOSE -> closed(handle);
      case Abi.OP_CONNECT -> connected(handle, result);
      case Abi.OP_POLL_ADD -> datagramsReady(handle);
      default -> throw new IllegalStateException("completion of an unknown operation");
    }
  }

  @HotPath
  private void received(int handle, int result, int flags) {
    boolean last = (flags & Abi.CQE_F_MORE) == 0;
    if (last) {
      channels.clear(handle, Channels.RECEIVING | Channels.CANCELLING | Channels.PIECEWISE);
    }
    boolean closing = channels.has(handle, Channels.CLOSING);
    if (result > 0) {
      int buffer = flags >>> Abi.CQE_BUFFER_SHIFT;
      if (!closing) {
        channels.owner(handle).received(buffers.address(buffer), result);
      }
      if (tight && room.inputRoom() == 0) {
        buffers.withhold(buffer);
      } else {
        buffers.give(buffer);
      }
    }
    if (last) {
      receiveOver(handle, result);
    }
  }

  /// The multishot receive has ended: for good, for want of buffers, or for no reason of the
  /// peer's.
  @HotPath
  private void receiveOver(int handle, int result) {
    if (channels.has(handle, Channels.CLOSING)) {
      closeWhenIdle(handle);
    } else if (result == 0) {
      channels.clear(handle, Channels.WANTS_RECEIVE);
      channels.owner(handle).receiveEnded(null);
    } else if (result == -Errno.ENOBUFS) {
      starveSlow(handle);
    } else if (result < 0 && result != -Errno.ECANCELED && result != -Errno.EINTR) {
      channels.clear(handle, Channels.WANTS_RECEIVE);
      channels.owner(handle).receiveEnded(Errno.failure(-result));
    } else if (channels.has(handle, Channels.WANTS_RECEIVE)) {
      armReceive(handle);
    }
  }

  private void starveSlow(int handle) {
    if (channels.has(handle, Channels.STARVED)) {
      return;
    }
    channels.set(handle, Channels.STARVED);
    starvations++;
    if (starvedCount == starved.length) {
      starved = Arrays.copyOf(starved, starvedCount * 2);
    }
    starved[starvedCount++] = handle;
  }

  /// The buffers delivered were given back to the ring, so the starved can go on.
  private void feedStarvedSlow() {
    int count = starvedCount;
    starvedCount = 0;
    for (int index = 0; index < count; index++) {
      int handle = starved[index];
      channels.clear(handle, Channels.STARVED);
      if (channels.has(handle, Channels.WANTS_RECEIVE)) {
        armReceive(handle);
      }
    }
  }

  @HotPath
  private void sent(int handle, int result) {
    channels.clear(handle, Channels.SENDING);
    if (channels.has(handle, Channels.CLOSING)) {
      closeWhenIdle(handle);
    } else if (channels.has(handle, Channels.DATAGRAM)) {
      datagramWritable(handle);
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

  @HotPath
  private void accepted(int handle, int result, int flags) {
    boolean last = (flags & Abi.CQE_F_MORE) == 0;
    if (last) {
      channels.clear(handle, Channels.ACCEPTING | Channels.CANCELLING);
    }
    if (channels.has(handle, Channels.CLOSING)) {
      acceptedLateSlow(handle, result, last);
      return;
    }
    if (result >= 0) {
      delivered(handle, result);
    }
    if (last && channels.has(handle, Channels.WANTS_ACCEPT)) {
      acceptOverSlow(handle, result);
    }
  }

  @HotPath
  private void delivered(int listener, int fd) {
    int connection = channels.open(fd, null);
    channels.set(connection, Channels.NONBLOCKING);
    channels.owner(connection, channels.owner(listener).accepted(connection));
  }

  private void acceptedLateSlow(int handle, int result, boolean last) {
    boolean takesRest = channels.has(handle, Channels.TAKES_REST);
    if (result >= 0 && takesRest) {
      delivered(handle, result);
    } else if (result >= 0) {
      libc.close(result);
    }
    if (last && !takesRest) {
      closeWhenIdle(handle);
    }
  }

  private void acceptOverSlow(int handle, int result) {
    IoFailure failure = result >= 0 ? IoFailure.CANCELLED : Errno.failure(-result);
    if (concernsOneConnection(failure)) {
      armAccept(handle);
    } else {
      channels.clear(handle, Channels.WANTS_ACCEPT);
      channels.owner(handle).acceptFailed(failure);
    }
  }

  /// Whether accepting can just go on: a peer gave up while it waited, or the kernel ended the
  /// multishot.
  private static boolean concernsOneConnection(IoFailure failure) {
    return switch (failure) {
      case RESET, REFUSED, TIMED_OUT, UNREACHABLE, CANCELLED -> true;
      case NO_FILES,
          NO_BUFFERS,
          NOT_PERMITTED,
          TOO_LARGE,
          ADDRESS_IN_USE,
          ADDRESS_NOT_AVAILABLE,
          OTHER ->
          false;
    };
  }

  private void connected(int handle, int result) {
    channels.clear(handle, Channels.SENDING);
    if (channels.has(handle, Channels.CLOSING)) {
      closeWhenIdle(handle);
    } else {
      channels.owner(handle).connected(result < 0 ? Errno.failure(-result) : null);
    }
  }

  @HotPath
  private void closeWhenIdle(int handle) {
    if (!channels.has(handle, Channels.IN_FLIGHT | Channels.CLOSE_SUBMITTED)) {
      submitClose(handle);
    }
  }

  @HotPath
  private void closed(int handle) {
    ChannelEvents owner = channels.owner(handle);
    datagrams.forget(handle);
    channels.release(handle);
    owner.closed();
  }

  private void pollDatagrams(int handle) {
    if (!channels.has(handle, Channels.POLLING)) {
      channels.set(handle, Channels.POLLING);
      submissions.pollReadable(handle);
    }
  }

  private void datagramsReady(int handle) {
    channels.clear(handle, Channels.POLLING);
    if (channels.has(handle, Channels.CLOSING)) {
      closeWhenIdle(handle);
      return;
    }
    int left = Datagrams.PER_TURN_MAX;
    while (left-- > 0
        && channels.has(handle, Channels.WANTS_RECEIVE)
        && datagrams.receive(channels.fd(handle), channels.owner(handle))) {}
    if (channels.has(handle, Channels.WANTS_RECEIVE)) {
      pollDatagrams(handle);
    }
  }

  private void datagramWritable(int handle) {
    int result = datagrams.retry(handle, channels.fd(handle));
    if (result == -Errno.EAGAIN) {
      pollWritable(handle);
    } else if (result >= 0) {
      channels.owner(handle).sent(result, null);
    } else {
      channels.owner(handle).sent(0, Errno.failure(-result));
    }
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
    return starvations;
  }

  /// The wake-up in use, for the start-up report.
  public String wakeName() {
    return wake.name();
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
