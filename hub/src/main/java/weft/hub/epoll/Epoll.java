package weft.hub.epoll;

import java.lang.foreign.Arena;
import weft.hub.backend.BackendRefused;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// One epoll descriptor and the list of events it fills.
///
/// Everything is watched edge-triggered: the kernel tells of a change once, and who did not read to
/// the end has to remember it. That saves a change of interest for every pause and every full
/// socket, and the kernel's second look at each descriptor that was reported.
///
/// `struct epoll_event` is packed to 12 bytes on x86-64 and has 16 elsewhere; which of the two is
/// found out by an event of our own.
final class Epoll implements AutoCloseable {
  /// Bytes or a connection can be read.
  static final int IN = 1;

  /// Output is possible again, or connecting has ended.
  static final int OUT = 4;

  /// An error is pending; always watched.
  static final int ERR = 8;

  /// Both directions have ended; always watched.
  static final int HUP = 0x10;

  /// The peer has ended its direction.
  static final int RDHUP = 0x2000;

  private static final int STREAM_INTEREST = IN | RDHUP;
  private static final int EDGE_TRIGGERED = 1 << 31;

  private static final int CTL_ADD = 1;
  private static final int CTL_MOD = 3;
  private static final int CLOEXEC = 0x80000;

  /// epoll_pwait2(2), Linux 5.11: like epoll_wait with nanoseconds.
  private static final long SYS_EPOLL_PWAIT2 = 441;

  /// Few, so that what was received for one is still in the processor's caches when it is answered.
  private static final int EVENTS_PER_TURN_MAX = 32;

  private static final int PACKED_SIZE = 12;
  private static final int PADDED_SIZE = 16;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Libc libc;
  private final int fd;
  private final long change;
  private final long events;
  private final long timeout;
  private final boolean waitsByNanos;
  private final int eventSize;
  private long calls;

  /// Opens a descriptor and finds out what the system can do.
  ///
  /// @param readableFd a descriptor with something to read; it is watched as `readableData` from
  ///   now on
  Epoll(Libc libc, Arena arena, int readableFd, int readableData) throws BackendRefused {
    this.libc = libc;
    this.change = arena.allocate(PADDED_SIZE, 8).address();
    this.events = arena.allocate((long) EVENTS_PER_TURN_MAX * PADDED_SIZE, 8).address();
    this.timeout = arena.allocate(16, 8).address();
    this.fd = libc.epollCreate(CLOEXEC);
    if (fd < 0) {
      throw new BackendRefused("epoll_create1: " + Errno.describe(-fd));
    }
    int result = add(readableFd, IN, readableData);
    if (result == 0) {
      result = libc.epollWait(fd, events, EVENTS_PER_TURN_MAX, 0);
    }
    if (result != 1) {
      libc.close(fd);
      throw new BackendRefused(
          "epoll does not tell of an event: " + (result < 0 ? Errno.describe(-result) : "none"));
    }
    this.eventSize = Memory.getInt(events + 4) == readableData ? PACKED_SIZE : PADDED_SIZE;
    this.waitsByNanos = waitByNanos(0) == 0;
  }

  /// Begins to watch a descriptor for changes; 0 or `-errno`.
  @HotPath
  private int add(int target, int interest, int data) {
    return control(CTL_ADD, target, interest, data);
  }

  /// Watches a descriptor for other changes; what is true already is told once more.
  @HotPath
  private int modify(int target, int interest, int data) {
    return control(CTL_MOD, target, interest, data);
  }

  @HotPath
  private int control(int operation, int target, int interest, int data) {
    Memory.putInt(change, interest | EDGE_TRIGGERED);
    // Where the data lies in either layout.
    Memory.putInt(change + 4, data);
    Memory.putInt(change + 8, data);
    Memory.putInt(change + 12, 0);
    calls++;
    return libc.epollControl(fd, operation, target, change);
  }

  /// Tells epoll what to watch a channel for; 0 or `-errno`.
  @HotPath
  int watch(EpollChannel channel) {
    int interest = channel.kind == EpollChannel.STREAM ? STREAM_INTEREST : IN;
    if (channel.has(EpollChannel.OUTPUT_WATCHED)) {
      interest |= OUT;
    }
    if (channel.has(EpollChannel.WATCHED)) {
      return modify(channel.fd, interest, channel.handle);
    }
    int result = add(channel.fd, interest, channel.handle);
    if (result == 0) {
      channel.set(EpollChannel.WATCHED);
    }
    return result;
  }

  /// Waits for events.
  ///
  /// @param waitNanos 0 not to wait, `Long.MAX_VALUE` for ever
  /// @return count of events, 0 when the time is over or a signal came
  @HotPath
  int await(long waitNanos) {
    int count;
    if (waitNanos == 0 || waitNanos == Long.MAX_VALUE) {
      calls++;
      count = libc.epollWait(fd, events, EVENTS_PER_TURN_MAX, waitNanos == 0 ? 0 : -1);
    } else if (waitsByNanos) {
      count = waitByNanos(waitNanos);
    } else {
      count = waitByMillis(waitNanos);
    }
    if (count >= 0 || count == -Errno.EINTR) {
      return Math.max(count, 0);
    }
    throw new IllegalStateException("epoll_wait: errno " + -count);
  }

  @HotPath
  private int waitByNanos(long waitNanos) {
    Memory.putLong(timeout, waitNanos / NANOS_PER_SECOND);
    Memory.putLong(timeout + 8, waitNanos % NANOS_PER_SECOND);
    calls++;
    return (int) libc.syscall(SYS_EPOLL_PWAIT2, fd, events, EVENTS_PER_TURN_MAX, timeout, 0, 0);
  }

  /// Rounds up: a wait that ends early would be followed by another one at once.
  @HotPath
  private int waitByMillis(long waitNanos) {
    long millis = (waitNanos - 1) / NANOS_PER_MILLI + 1;
    calls++;
    return libc.epollWait(
        fd, events, EVENTS_PER_TURN_MAX, (int) Math.min(millis, Integer.MAX_VALUE));
  }

  /// What happened, of the event at `index`: a set of the bits above.
  @HotPath
  int events(int index) {
    return Memory.getInt(events + (long) index * eventSize);
  }

  /// The handle of the descriptor of the event at `index`.
  @HotPath
  int data(int index) {
    return Memory.getInt(events + (long) index * eventSize + (eventSize - 8));
  }

  /// Entries into the kernel so far.
  long calls() {
    return calls;
  }

  @Override
  public void close() {
    libc.close(fd);
  }
}
