package weft.hub;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.memory.HotPath;
import weft.hub.queue.MpscQueue;

/// What other threads send to a hub: continuations of its virtual threads, and tasks for its bare
/// thread. Wakes the hub only when it sleeps.
final class Inbox {
  private static final VarHandle SLEEPING;
  private static final VarHandle WAKERS;

  /// How long the end of a hub waits at a time for those who are waking it.
  private static final long WAKER_WAIT_NANOS = 50_000;

  static {
    try {
      SLEEPING = MethodHandles.lookup().findVarHandle(Inbox.class, "sleeping", int.class);
      WAKERS = MethodHandles.lookup().findVarHandle(Inbox.class, "wakers", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final MpscQueue<Runnable> continuations = new MpscQueue<>();
  private final MpscQueue<Runnable> tasks = new MpscQueue<>();
  private final Backend backend;

  private volatile int sleeping;

  /// Threads that may be waking the back-end.
  private volatile int wakers;

  private volatile long wakes;

  Inbox(Backend backend) {
    this.backend = backend;
  }

  // From any thread.

  void offerContinuation(Runnable continuation) {
    continuations.offer(continuation);
  }

  void offerTask(Runnable task) {
    tasks.offer(task);
  }

  /// Wakes the hub if it sleeps or is about to. After an offer, by any thread but the hub's own.
  void wakeIfSleeping() {
    VarHandle.fullFence();
    if (sleeping == 1) {
      WAKERS.getAndAdd(this, 1);
      if (SLEEPING.compareAndSet(this, 1, 0)) {
        // Only the thread whose exchange succeeded is here, until the hub sleeps again.
        long count = wakes;
        wakes = count + 1;
        backend.wake();
      }
      WAKERS.getAndAdd(this, -1);
    }
  }

  /// Wakes so far.
  long wakes() {
    return wakes;
  }

  // On the hub's thread.

  @HotPath
  @Nullable Runnable pollContinuation() {
    return continuations.poll();
  }

  boolean hasTasks() {
    return tasks.canPoll();
  }

  @HotPath
  @Nullable Runnable pollTask() {
    return tasks.poll();
  }

  /// Announces that the hub is about to sleep, then looks once more for what others sent: either
  /// they see the announcement, or this sees what they sent.
  ///
  /// @return whether the hub may sleep
  @HotPath
  boolean sleep() {
    sleeping = 1;
    VarHandle.fullFence();
    if (!continuations.canPoll() && !tasks.canPoll()) {
      return true;
    }
    sleeping = 0;
    return false;
  }

  /// The hub sleeps no more. When this returns, nobody wakes its back-end, which may be closed.
  void end() {
    sleeping = 0;
    VarHandle.fullFence();
    while (wakers > 0) {
      LockSupport.parkNanos(this, WAKER_WAIT_NANOS);
    }
  }

  /// The hub is awake.
  @HotPath
  void awake() {
    sleeping = 0;
  }
}
