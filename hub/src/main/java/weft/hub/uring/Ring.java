package weft.hub.uring;

import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import weft.hub.backend.BackendRefused;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// One io_uring instance: the two rings shared with the kernel.
///
/// Invariant: kernel's SQ head ≤ published tail ≤ local tail ≤ head + entries.
///
/// Confined to the thread that opened it (SINGLE_ISSUER), except [#fd].
final class Ring implements AutoCloseable {
  /// Entries of the submission ring; a full ring is submitted early.
  private static final int SQ_ENTRIES = 512;

  /// Entries of the completion ring. The kernel keeps what does not fit (FEAT_NODROP).
  private static final int CQ_ENTRIES = 8192;

  /// Completions a gathering enter asks for at most, with those of what it submits. The kernel does
  /// as much of its deferred work as is asked for: what it received for thousands of connections
  /// would no longer be in the processor's caches when it is answered.
  private static final int GATHERED_MAX = 64;

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED_POPULATE = 0x8001;
  private static final long OFFSET_SQES = 0x1000_0000L;

  /// Longest wait of a gathering enter; whoever waits longer comes back for it.
  private static final long GATHER_WAIT_NANOS_MAX = 1_000_000_000L;

  private final Libc libc;
  private final Arena arena = Arena.ofShared();
  private final int fd;
  private final int enterFd;
  private final int enterFlags;

  private final long ringAddress;
  private final long ringBytes;
  private final long sqesAddress;
  private final long sqesBytes;

  private final long sqHead;
  private final long sqTail;
  private final long sqFlags;
  private final int sqMask;
  private final int sqEntries;
  private final long cqHead;
  private final long cqTail;
  private final long cqes;
  private final int cqMask;
  private final long waitArgument;
  private final long waitTime;
  private final boolean gathers;

  private int localTail;
  private int publishedTail;
  private int localHead;
  private long enters;

  /// Opens a ring.
  ///
  /// @throws BackendRefused when the kernel, its configuration or a sandbox says no
  Ring(Libc libc) throws BackendRefused {
    this.libc = libc;
    long params = arena.allocate(120, 8).address();
    int flags =
        Abi.SETUP_CQSIZE
            | Abi.SETUP_CLAMP
            | Abi.SETUP_SUBMIT_ALL
            | Abi.SETUP_SINGLE_ISSUER
            | Abi.SETUP_DEFER_TASKRUN
            | Abi.SETUP_TASKRUN_FLAG;
    int opened = setup(params, flags | Abi.SETUP_NO_SQARRAY);
    boolean identityArray = opened == -Errno.EINVAL;
    if (identityArray) {
      opened = setup(params, flags);
    }
    if (opened < 0) {
      arena.close();
      throw refused(-opened);
    }
    this.fd = opened;
    int features = Memory.getInt(params + 20);
    int needed = Abi.FEAT_SINGLE_MMAP | Abi.FEAT_NODROP | Abi.FEAT_EXT_ARG;
    if ((features & needed) != needed) {
      libc.close(fd);
      arena.close();
      throw new BackendRefused("io_uring features 0x" + Integer.toHexString(features) + " too few");
    }

    this.sqEntries = Memory.getInt(params);
    int cqEntries = Memory.getInt(params + 4);
    long arrayEnd = Memory.getInt(params + 64) + sqEntries * 4L;
    this.ringBytes = Math.max(Memory.getInt(params + 100) + cqEntries * 16L, arrayEnd);
    this.ringAddress = map(ringBytes, 0);
    this.sqesBytes = (long) sqEntries * Abi.SQE_SIZE;
    this.sqesAddress = mapEntries();

    this.sqHead = ringAddress + Memory.getInt(params + 40);
    this.sqTail = ringAddress + Memory.getInt(params + 44);
    this.sqMask = Memory.getInt(ringAddress + Memory.getInt(params + 48));
    this.sqFlags = ringAddress + Memory.getInt(params + 56);
    this.cqHead = ringAddress + Memory.getInt(params + 80);
    this.cqTail = ringAddress + Memory.getInt(params + 84);
    this.cqMask = Memory.getInt(ringAddress + Memory.getInt(params + 88));
    this.cqes = ringAddress + Memory.getInt(params + 100);
    if (identityArray) {
      long array = ringAddress + Memory.getInt(params + 64);
      for (int index = 0; index < sqEntries; index++) {
        Memory.putInt(array + index * 4L, index);
      }
    }

    this.waitTime = arena.allocate(16, 8).address();
    this.waitArgument = arena.allocate(24, 8).address();
    Memory.putLong(waitArgument + 16, waitTime);
    this.gathers = (features & Abi.FEAT_MIN_TIMEOUT) != 0;
    int registered = registerRingFd();
    this.enterFd = registered >= 0 ? registered : fd;
    this.enterFlags =
        (registered >= 0 ? Abi.ENTER_REGISTERED_RING : 0)
            | ((features & Abi.FEAT_NO_IOWAIT) != 0 ? Abi.ENTER_NO_IOWAIT : 0);
  }

  private static BackendRefused refused(int errno) {
    String hint =
        switch (errno) {
          case Errno.EPERM, Errno.EACCES -> ", by a sandbox or kernel.io_uring_disabled";
          case Errno.EINVAL -> ", Linux 6.1 or newer is needed";
          default -> "";
        };
    return new BackendRefused("io_uring_setup: " + Errno.describe(errno) + hint);
  }

  private int setup(long params, int flags) {
    Memory.clear(params, 120);
    Memory.putInt(params + 4, CQ_ENTRIES);
    Memory.putInt(params + 8, flags);
    return (int) libc.syscall(Abi.SYS_SETUP, SQ_ENTRIES, params, 0, 0, 0, 0);
  }

  private long map(long bytes, long offset) throws BackendRefused {
    long address = libc.mmap(0, bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, fd, offset);
    if (address < 0) {
      libc.close(fd);
      arena.close();
      throw new BackendRefused("mmap of the rings: " + Errno.describe((int) -address));
    }
    return address;
  }

  private long mapEntries() throws BackendRefused {
    try {
      return map(sqesBytes, OFFSET_SQES);
    } catch (BackendRefused refused) {
      libc.munmap(ringAddress, ringBytes);
      throw refused;
    }
  }

  /// Registers the ring's own descriptor, which spares the kernel a look-up per enter.
  private int registerRingFd() {
    long update = arena.allocate(16, 8).address();
    Memory.putInt(update, -1);
    Memory.putLong(update + 8, fd);
    int result = register(Abi.REGISTER_RING_FDS, update, 1);
    return result == 1 ? Memory.getInt(update) : -1;
  }

  int register(int operation, long argument, int count) {
    return (int) libc.syscall(Abi.SYS_REGISTER, fd, operation, argument, count, 0, 0);
  }

  /// The descriptor other threads address messages to.
  int fd() {
    return fd;
  }

  /// Kernel entries so far.
  long enters() {
    return enters;
  }

  /// Takes the next submission entry, zeroed; submits early when the ring is full.
  @HotPath
  long nextEntry() {
    if (localTail - acquireInt(sqHead) >= sqEntries) {
      submitSlow();
    }
    long entry = sqesAddress + (long) (localTail & sqMask) * Abi.SQE_SIZE;
    localTail++;
    Memory.putLong(entry + 8, 0);
    Memory.putLong(entry + 24, 0);
    Memory.putLong(entry + 40, 0);
    Memory.putLong(entry + 48, 0);
    Memory.putLong(entry + 56, 0);
    return entry;
  }

  /// Whether entries wait to be submitted.
  @HotPath
  boolean unsubmitted() {
    return localTail != acquireInt(sqHead);
  }

  /// Whether the kernel holds completions that only an enter makes visible.
  @HotPath
  boolean taskWork() {
    return (Memory.getInt(sqFlags) & (Abi.SQ_TASKRUN | Abi.SQ_CQ_OVERFLOW)) != 0;
  }

  /// Completions ready to be read.
  @HotPath
  int ready() {
    return acquireInt(cqTail) - localHead;
  }

  /// Address of the completion `index` behind the first unread one.
  @HotPath
  long completion(int index) {
    return cqes + (long) ((localHead + index) & cqMask) * 16;
  }

  /// Gives `count` completions back to the kernel.
  @HotPath
  void consumed(int count) {
    localHead += count;
    VarHandle.releaseFence();
    Memory.putInt(cqHead, localHead);
  }

  /// Submits everything and collects what is complete, without waiting.
  @HotPath
  void enter() {
    publish();
    enter(0, Abi.ENTER_GETEVENTS | enterFlags, 0, 0);
  }

  /// Submits everything and waits for one completion.
  ///
  /// @param waitNanos at most, greater than 0; `Long.MAX_VALUE` for no limit
  @HotPath
  void enterAndWait(long waitNanos) {
    publish();
    if (waitNanos == Long.MAX_VALUE) {
      enter(1, Abi.ENTER_GETEVENTS | enterFlags, 0, 0);
    } else {
      waitTimes(waitNanos, 0);
      enter(1, Abi.ENTER_GETEVENTS | Abi.ENTER_EXT_ARG | enterFlags, waitArgument, 24);
    }
  }

  /// Submits everything and waits for several completions, of what is submitted now or before, but
  /// only a short time; after that, for one. Where the kernel cannot do that (Linux 6.12), waits
  /// for one.
  ///
  /// @param waitNanos at most, greater than 0
  /// @param arrivals completions worth waiting for beside those of what is submitted now
  /// @param gatherMicros how long to wait for more than one, in microseconds
  @HotPath
  void enterAndGather(long waitNanos, int arrivals, int gatherMicros) {
    if (!gathers) {
      enterAndWait(waitNanos);
      return;
    }
    int wanted = Math.min(localTail - acquireInt(sqHead) + arrivals, GATHERED_MAX);
    publish();
    waitTimes(Math.min(waitNanos, GATHER_WAIT_NANOS_MAX), gatherMicros);
    enter(wanted, Abi.ENTER_GETEVENTS | Abi.ENTER_EXT_ARG | enterFlags, waitArgument, 24);
  }

  @HotPath
  private void waitTimes(long waitNanos, int gatherMicros) {
    Memory.putInt(waitArgument + 12, gatherMicros);
    Memory.putLong(waitTime, waitNanos / 1_000_000_000L);
    Memory.putLong(waitTime + 8, waitNanos % 1_000_000_000L);
  }

  /// @throws IllegalStateException when the ring is unusable, which ends the hub
  @HotPath
  private void enter(int minimum, int flags, long argument, long argumentSize) {
    enters++;
    int submit = localTail - acquireInt(sqHead);
    long result =
        libc.syscall(Abi.SYS_ENTER, enterFd, submit, minimum, flags, argument, argumentSize);
    if (result < 0) {
      enterFailedSlow((int) -result);
    }
  }

  /// EINTR, ETIME: nothing arrived. EAGAIN, EBUSY: the kernel wants completions reaped first; what
  /// was not submitted stays in the ring.
  private static void enterFailedSlow(int errno) {
    switch (errno) {
      case Errno.EINTR, Errno.ETIME, Errno.EAGAIN, Errno.EBUSY -> {}
      default -> throw new IllegalStateException("io_uring_enter: " + Errno.describe(errno));
    }
  }

  private void submitSlow() {
    publish();
    enters++;
    int submit = localTail - acquireInt(sqHead);
    libc.syscall(Abi.SYS_ENTER, enterFd, submit, 0, enterFlags & Abi.ENTER_REGISTERED_RING, 0, 0);
    if (localTail - acquireInt(sqHead) >= sqEntries) {
      throw new IllegalStateException("the kernel takes no more submissions");
    }
  }

  @HotPath
  private void publish() {
    if (publishedTail != localTail) {
      VarHandle.releaseFence();
      Memory.putInt(sqTail, localTail);
      publishedTail = localTail;
    }
  }

  @HotPath
  private static int acquireInt(long address) {
    int value = Memory.getInt(address);
    VarHandle.acquireFence();
    return value;
  }

  @Override
  public void close() {
    libc.close(fd);
    libc.munmap(sqesAddress, sqesBytes);
    libc.munmap(ringAddress, ringBytes);
    arena.close();
  }
}
