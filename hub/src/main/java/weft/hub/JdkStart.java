package weft.hub;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Starts a turn's tasks on the JDK's scheduler, each in a virtual thread of its own, by one more
/// virtual thread: a start from outside wakes a thread of the scheduler, a start from inside is a
/// push to its queue.
///
/// That queue is first in, first out. So when the starting thread yields and goes on, the others
/// have had their turn: they are done or wait for something. The hub waits for that, for a moment,
/// and then finds all their messages at once, instead of being woken by each.
final class JdkStart implements Runnable {
  private final Thread hubThread;
  private final ThreadFactory threads;
  private final Runnable[] tasks;
  private volatile boolean over;

  private JdkStart(Thread hubThread, ThreadFactory threads, Runnable[] tasks) {
    this.hubThread = hubThread;
    this.threads = threads;
    this.tasks = tasks;
  }

  /// Starts all that is in a queue. Hub thread.
  static JdkStart all(RunQueue<Runnable> queue, Thread hubThread, ThreadFactory threads) {
    Runnable[] tasks = new Runnable[queue.size()];
    for (int index = 0; index < tasks.length; index++) {
      tasks[index] = next(queue);
    }
    JdkStart start = new JdkStart(hubThread, threads, tasks);
    threads.newThread(start).start();
    return start;
  }

  private static Runnable next(RunQueue<Runnable> queue) {
    @Nullable Runnable task = queue.poll();
    if (task == null) {
      throw new IllegalStateException("the queue is shorter than its size");
    }
    return task;
  }

  /// Whether the tasks have had their turn. When not, the hub's thread is unparked as soon as they
  /// have.
  boolean isOver() {
    return over;
  }

  // On the JDK's scheduler.

  @Override
  // If the queue were another, the hub would only wait longer.
  @SuppressWarnings("ThreadPriorityCheck")
  public void run() {
    for (Runnable task : tasks) {
      threads.newThread(task).start();
    }
    Thread.yield();
    over = true;
    LockSupport.unpark(hubThread);
  }
}
