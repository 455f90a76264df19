package weft.hub.uring;

import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import weft.hub.backend.BackendRefused;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Receive buffers lent to the kernel (a provided-buffer ring).
///
/// A buffer comes back as soon as its bytes were delivered, so a slow handler never holds one. Only
/// touched pages cost memory: size and count bound bursts, not use.
final class BufferRing implements AutoCloseable {
  /// Bytes of one buffer, unless memory is small.
  static final int BUFFER_SIZE = 16 * 1024;

  /// Bytes of one buffer at least.
  private static final int BUFFER_SIZE_MIN = 4 * 1024;

  /// Buffers per hub at most, a power of two.
  static final int COUNT = 512;

  /// Buffers per hub at least.
  private static final int COUNT_MIN = 8;

  /// The group number entries name in their submissions.
  static final short GROUP = 1;

  private static final int ENTRY_SIZE = 16;
  private static final int STRIDE = BUFFER_SIZE + Buffer.TAIL_PAD;
  private static final int OFFSET_TAIL = 14;

  // Mapped, not allocated: the arena would write zeros and so touch every page.
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_ANONYMOUS = 0x22;

  private final Libc libc;
  private final long ring;
  private final long buffers;
  private int bufferSize = BUFFER_SIZE;
  private short tail;
  private short publishedTail;
  private final short[] withheld = new short[COUNT];
  private int withheldCount;

  /// Registers the buffers with a ring.
  BufferRing(Libc libc, Ring owner, Arena arena) throws BackendRefused {
    this.libc = libc;
    this.ring = arena.allocate((long) COUNT * ENTRY_SIZE, 4096).address();
    this.buffers = libc.mmap(0, (long) COUNT * STRIDE, PROT_READ_WRITE, MAP_ANONYMOUS, -1, 0);
    if (buffers < 0) {
      throw new BackendRefused("receive buffers: " + Errno.describe((int) -buffers));
    }
    long registration = arena.allocate(40, 8).address();
    Memory.putLong(registration, ring);
    Memory.putInt(registration + 8, COUNT);
    Memory.putShort(registration + 12, GROUP);
    int result = owner.register(Abi.REGISTER_PBUF_RING, registration, 1);
    if (result < 0) {
      close();
      throw new BackendRefused("provided-buffer ring: " + Errno.describe(-result));
    }
    for (int id = 0; id < COUNT; id++) {
      give(id);
    }
  }

  /// Leaves to the kernel what may be filled at a time: fewer buffers, or smaller ones where those
  /// would be too few. Before anything was published.
  void limit(long bytes) {
    bufferSize = Math.clamp(bytes / COUNT_MIN, BUFFER_SIZE_MIN, BUFFER_SIZE);
    int count = Math.clamp(bytes / bufferSize, COUNT_MIN, COUNT);
    tail = 0;
    for (int id = 0; id < count; id++) {
      give(id);
    }
  }

  /// Address of a buffer the kernel filled.
  @HotPath
  long address(int id) {
    return buffers + (long) id * STRIDE;
  }

  /// Lends a buffer to the kernel again, visible after [#publish].
  @HotPath
  void give(int id) {
    long entry = ring + (long) (tail & (COUNT - 1)) * ENTRY_SIZE;
    Memory.putLong(entry, address(id));
    Memory.putInt(entry + 8, bufferSize);
    Memory.putShort(entry + 12, (short) id);
    tail++;
  }

  /// Keeps a buffer from the kernel for now: what it cannot receive stays in the sockets.
  void withhold(int id) {
    withheld[withheldCount++] = (short) id;
  }

  /// Gives what was withheld.
  void giveWithheld() {
    while (withheldCount > 0) {
      give(withheld[--withheldCount]);
    }
  }

  /// Shows the kernel what was given.
  @HotPath
  void publish() {
    if (publishedTail != tail) {
      VarHandle.releaseFence();
      Memory.putShort(ring + OFFSET_TAIL, tail);
      publishedTail = tail;
    }
  }

  /// Unmaps the buffers; the ring must be closed before.
  @Override
  public void close() {
    libc.munmap(buffers, (long) COUNT * STRIDE);
  }
}
