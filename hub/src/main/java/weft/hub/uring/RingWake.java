package weft.hub.uring;

import java.lang.foreign.Arena;
import weft.hub.backend.BackendRefused;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Wakes a ring that waits in the kernel, from any thread.
///
/// A message sent without a ring of the sender's own (Linux 6.13) is about twice as fast as an
/// event descriptor, which serves older kernels, and when the kernel has no memory for a message.
final class RingWake implements AutoCloseable {
  /// Marks wake-ups in `user_data`; no operation has this number.
  static final int OPERATION = 0xff;

  private static final long USER_DATA = (long) OPERATION << 56;
  private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;

  private final Libc libc;
  private final Ring ring;

  // Other threads' calls capture their error number here; nobody reads it.
  private final Libc wakerLibc = new Libc();
  private final long one;
  private final long counter;
  private final boolean messages;
  private final int eventFd;
  private boolean armed;

  /// The message, as a submission entry.
  final long message;

  RingWake(Libc libc, Ring ring, Arena arena) throws BackendRefused {
    this.libc = libc;
    this.ring = ring;
    this.counter = arena.allocate(8, 8).address();
    this.one = arena.allocate(8, 8).address();
    Memory.putLong(one, 1);
    this.message = arena.allocate(Abi.SQE_SIZE, 8).address();
    Memory.putLong(message, Abi.OP_MSG_RING | (long) ring.fd() << 32);
    Memory.putLong(message + 8, USER_DATA);
    this.messages = sendMessage() >= 0;
    this.eventFd = libc.eventfd(0, EFD_NONBLOCK_CLOEXEC);
    if (eventFd < 0) {
      throw new BackendRefused("eventfd: " + Errno.describe(-eventFd));
    }
  }

  /// Any thread.
  void wake() {
    if (!messages || sendMessage() < 0) {
      wakerLibc.write(eventFd, one, Long.BYTES);
    }
  }

  private long sendMessage() {
    return wakerLibc.syscall(Abi.SYS_REGISTER, -1, Abi.REGISTER_SEND_MSG_RING, message, 1, 0, 0);
  }

  /// Makes sure that the event descriptor is being watched.
  @HotPath
  void beforeWait() {
    if (!armed) {
      armed = true;
      long entry = ring.nextEntry();
      Memory.putLong(entry, Abi.OP_POLL_ADD | (long) eventFd << 32);
      Memory.putLong(entry + 16, 0);
      Memory.putInt(entry + 28, Abi.POLLIN);
      Memory.putLong(entry + 32, USER_DATA);
    }
  }

  /// A wake-up arrived.
  ///
  /// @param result 0 from a message, what [#beforeWait] watches for from the event descriptor
  @HotPath
  void received(int result) {
    if (result != 0) {
      libc.read(eventFd, counter, 8);
      armed = false;
    }
  }

  @Override
  public void close() {
    libc.close(eventFd);
  }
}
