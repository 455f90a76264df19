package weft.hub.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weft.hub.memory.Memory;

/// Calls on files that may wait for a disk: for threads that may wait, never for a hub's. Results
/// are the function's own, or `-errno`.
///
/// Any thread.
public final class FileCalls {
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x8_0000;

  private static final ThreadLocal<Libc> LIBC = ThreadLocal.withInitial(Libc::new);

  private FileCalls() {}

  /// Opens a file for reading; a pipe without waiting for its other end.
  public static int open(String path) {
    try (Arena arena = Arena.ofConfined()) {
      return LIBC.get().open(arena.allocateFrom(path).address(), O_CLOEXEC | O_NONBLOCK);
    }
  }

  /// Reads at a position; 0 at the end.
  public static int read(int fd, long position, byte[] target, int offset, int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment room = arena.allocate(length);
      int count = (int) LIBC.get().pread(fd, room.address(), length, position);
      if (count > 0) {
        Memory.copyOut(room.address(), target, offset, count);
      }
      return count;
    }
  }

  /// Closes a descriptor.
  public static void close(int fd) {
    LIBC.get().close(fd);
  }
}
