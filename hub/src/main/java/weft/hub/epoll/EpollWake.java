package weft.hub.epoll;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import weft.hub.backend.BackendRefused;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Wakes a hub that waits in epoll, from any thread, and costs nothing when it does not wait.
///
/// The waker raises a flag and looks whether the hub sleeps; the hub says that it sleeps and looks
/// at the flag. Both steps are sequentially consistent, so at least one sees the other. The event
/// descriptor is watched edge-triggered and never read: each write is an event, and the counter
/// would take centuries to overflow.
final class EpollWake implements AutoCloseable {
  private static final VarHandle REQUESTED;
  private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;

  static {
    try {
      REQUESTED = MethodHandles.lookup().findVarHandle(EpollWake.class, "requested", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  // Other threads' calls capture their error number here; nobody reads it.
  private final Libc wakerLibc = new Libc();
  private final Libc libc;
  private final long one;
  private final int fd;
  private volatile boolean sleeping;

  // Read and written through REQUESTED too.
  @SuppressWarnings("UnusedVariable")
  private volatile boolean requested;

  EpollWake(Libc libc, Arena arena) throws BackendRefused {
    this.libc = libc;
    this.one = arena.allocate(8, 8).address();
    Memory.putInt(one, 1);
    // From 1, so that epoll has something to tell when it is tried.
    this.fd = libc.eventfd(1, EFD_NONBLOCK_CLOEXEC);
    if (fd < 0) {
      throw new BackendRefused("eventfd: " + Errno.describe(-fd));
    }
  }

  int fd() {
    return fd;
  }

  /// Any thread.
  void wake() {
    if (!(boolean) REQUESTED.getAndSet(this, true) && sleeping) {
      wakerLibc.write(fd, one, Long.BYTES);
    }
  }

  /// Whether the hub may wait now; [#awake] must follow. Hub thread.
  @HotPath
  boolean sleep() {
    sleeping = true;
    return !requested;
  }

  /// The hub does not wait any more. Requests until now have been served, by not waiting. Hub
  /// thread.
  @HotPath
  void awake() {
    if (sleeping) {
      sleeping = false;
    }
    // Cleared before the hub looks at what wakers left for it: a later request is not lost.
    if (requested) {
      requested = false;
    }
  }

  @Override
  public void close() {
    libc.close(fd);
  }
}
