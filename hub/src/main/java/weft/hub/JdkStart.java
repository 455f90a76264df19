package weft.hub;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Starts a turn's tasks on the JDK's scheduler, each in a virtual thread of its own.
///
/// The hub starts only the first of these threads, and that one starts the others before it runs
/// its own task: a start from outside wakes a thread of the scheduler and so costs a switch, a
/// start from inside is a push to a queue.
final class JdkStart implements Runnable {
  private final ThreadFactory threads;
  private final Runnable[] tasks;

  private JdkStart(ThreadFactory threads, Runnable[] tasks) {
    this.threads = threads;
    this.tasks = tasks;
  }

  /// Starts all that is in a queue.
  static void all(RunQueue queue, ThreadFactory threads) {
    Runnable[] tasks = new Runnable[queue.size()];
    for (int index = 0; index < tasks.length; index++) {
      tasks[index] = next(queue);
    }
    threads.newThread(new JdkStart(threads, tasks)).start();
  }

  private static Runnable next(RunQueue queue) {
    @Nullable Runnable task = queue.poll();
    if (task == null) {
      throw new IllegalStateException("the queue is shorter than its size");
    }
    return task;
  }

  @Override
  public void run() {
    for (int index = 1; index < tasks.length; index++) {
      threads.newThread(tasks[index]).start();
    }
    tasks[0].run();
  }
}
