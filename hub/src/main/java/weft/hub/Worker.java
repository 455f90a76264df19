package weft.hub;

import org.jspecify.annotations.Nullable;
import weft.hub.jdk.VirtualThreadAccess;
import weft.hub.memory.HotPath;

/// What a worker virtual thread runs: dispatched tasks, one after another, until none is left.
///
/// A task that waits keeps its worker; the hub then starts another for the tasks behind it. So a
/// task has a thread to itself whenever it needs one, and a thousand tasks that do not wait share
/// one. Between tasks the worker forgets thread-locals and interrupts.
final class Worker implements Runnable {
  private final Hub hub;

  /// The virtual thread, for the watchdog, which reads it from another thread.
  volatile @Nullable Thread thread;

  /// The present task, for the watchdog.
  @Nullable Runnable task;

  /// Place in the hub's list of workers.
  int place;

  Worker(Hub hub) {
    this.hub = hub;
  }

  @Override
  @HotPath
  public void run() {
    Thread current = Thread.currentThread();
    thread = current;
    Runnable next;
    while ((next = hub.nextTask()) != null) {
      task = next;
      runTask(next, current);
      task = null;
      Thread.interrupted();
      VirtualThreadAccess.clearThreadLocals(current);
    }
    thread = null;
    hub.workerEnded(this);
  }

  private static void runTask(Runnable task, Thread current) {
    try {
      task.run();
    } catch (Throwable escaped) {
      current.getUncaughtExceptionHandler().uncaughtException(current, escaped);
    }
  }
}
