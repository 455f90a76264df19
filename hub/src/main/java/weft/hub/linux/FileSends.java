package weft.hub.linux;

import java.lang.foreign.Arena;
import weft.hub.backend.Backend;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Sends bytes of files from a hub's thread, as long as they are in memory: a disk is never waited
/// for. One instance per hub.
public final class FileSends {
  /// Most bytes sent in one call, so that a hub is not held up by one connection.
  private static final int CHUNK_BYTES = 512 * 1024;

  /// cachestat(2), Linux 6.5: how many pages of a file are in memory.
  private static final long SYS_CACHESTAT = 451;

  /// Distance of the bytes that are looked at where cachestat is not to be had: less than what the
  /// kernel reads ahead.
  private static final int PROBE_BYTES = 64 * 1024;

  private static final int PAGE_BYTES = 4096;
  private static final int RWF_NOWAIT = 8;
  private static final int MSG_MORE = 0x8000;
  private static final int ENOTCONN = 107;

  private final Libc libc;
  private final long position;
  private final long vector;
  private final long probe;
  private final long range;
  private final long statistics;
  private boolean countsPages = true;

  /// Works through the hub's own libc.
  ///
  /// @param arena that lives as long as the hub
  public FileSends(Libc libc, Arena arena) {
    this.libc = libc;
    position = arena.allocate(8, 8).address();
    vector = arena.allocate(16, 8).address();
    probe = arena.allocate(8, 8).address();
    range = arena.allocate(16, 8).address();
    statistics = arena.allocate(40, 8).address();
  }

  /// Sends bytes of memory that a file or the stream's end will follow, without waiting.
  ///
  /// @return bytes taken, 0 for none: whoever sends them in the usual way hears why
  @HotPath
  public int sendMore(int socket, long address, int length) {
    int flags = LinuxSockets.MSG_DONTWAIT | LinuxSockets.MSG_NOSIGNAL | MSG_MORE;
    return Math.max(0, libc.send(socket, address, length, flags));
  }

  /// Sends bytes of a file that are in memory.
  ///
  /// @param socket one that does not block
  /// @return bytes taken, 0 when the socket has no room, [Backend#ABSENT] when they are not in
  ///   memory, not there or not to be sent in this way, [Backend#FAILED] when the socket is broken
  @HotPath
  public int send(int socket, int file, long from, int length) {
    int count = Math.min(length, CHUNK_BYTES);
    if (!isInMemory(file, from, count)) {
      return Backend.ABSENT;
    }
    Memory.putLong(position, from);
    long result;
    do {
      result = libc.sendfile(socket, file, position, count);
    } while (result == -Errno.EINTR);
    if (result > 0) {
      return (int) result;
    }
    if (result == -Errno.EAGAIN) {
      return 0;
    }
    return isBroken((int) -result) ? Backend.FAILED : Backend.ABSENT;
  }

  /// Whether an error is the socket's, and not the file's.
  private static boolean isBroken(int errno) {
    return errno == ENOTCONN
        || switch (Errno.failure(errno)) {
          case RESET, TIMED_OUT, UNREACHABLE -> true;
          default -> false;
        };
  }

  /// Reads bytes of a file that are in memory.
  ///
  /// @return how many, or [Backend#ABSENT] when the first is not in memory, or not there
  @HotPath
  public int read(int file, long from, long address, int length) {
    int count = readNow(file, from, address, length);
    return count > 0 ? count : Backend.ABSENT;
  }

  @HotPath
  private int readNow(int file, long from, long address, int length) {
    Memory.putLong(vector, address);
    Memory.putLong(vector + 8, length);
    return (int) libc.preadv2(file, vector, 1, from, RWF_NOWAIT);
  }

  /// Whether all of the bytes can be sent without waiting for a disk. What is being read ahead
  /// counts as a page already, so the last byte is asked for, too.
  @HotPath
  private boolean isInMemory(int file, long from, int length) {
    if (readNow(file, from + length - 1, probe, 1) != 1) {
      return false;
    }
    if (length <= PAGE_BYTES) {
      return readNow(file, from, probe, 1) == 1;
    }
    return countsPages ? isCounted(file, from, length) : isProbed(file, from, length);
  }

  @HotPath
  private boolean isCounted(int file, long from, int length) {
    Memory.putLong(range, from);
    Memory.putLong(range + 8, length);
    if (libc.syscall(SYS_CACHESTAT, file, range, statistics, 0, 0, 0) < 0) {
      // An older kernel, or one that tells nobody but the file's owner.
      countsPages = false;
      return isProbed(file, from, length);
    }
    long pages = (from + length - 1) / PAGE_BYTES - from / PAGE_BYTES + 1;
    return Memory.getLong(statistics) >= pages;
  }

  @HotPath
  private boolean isProbed(int file, long from, int length) {
    for (int at = 0; at < length; at += PROBE_BYTES) {
      if (readNow(file, from + at, probe, 1) != 1) {
        return false;
      }
    }
    return true;
  }
}
