package weft.hub.epoll;

import java.lang.foreign.Arena;
import weft.hub.backend.BackendRefused;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.memory.Memory;

/// Ends a wait in epoll, from any thread: the present one, else the next.
///
/// The event descriptor is watched edge-triggered and never read: each write is an event, and the
/// counter would take centuries to overflow.
final class EpollWake implements AutoCloseable {
  private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;

  // Other threads' calls capture their error number here; nobody reads it.
  private final Libc wakerLibc = new Libc();
  private final Libc libc;
  private final long one;
  private final int fd;

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
    wakerLibc.write(fd, one, Long.BYTES);
  }

  @Override
  public void close() {
    libc.close(fd);
  }
}
