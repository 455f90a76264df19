package weft.hub.jdk;

import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A hub as the scheduler of virtual threads.
///
/// It is a [ForkJoinPool] in name only: the JDK asks a scheduler of that type, and no other, to
/// `schedule` timed parks, so they land on the hub's wheel instead of a timer thread of the JDK's.
/// Every method the JDK calls is overridden, hence no worker thread ever starts.
public final class HubScheduler extends ForkJoinPool {
  /// The hub's side.
  public interface Carrier {
    /// Takes a continuation to run soon on the hub's thread. Any thread; must not block, throw or
    /// run it inline.
    void execute(Runnable continuation);

    /// Runs `task` on the hub's thread after a delay. Called on the hub's thread by the JDK after a
    /// timed park.
    ScheduledFuture<?> schedule(Runnable task, long delayNanos);
  }

  private final Carrier carrier;

  /// Makes the scheduler of one hub.
  public HubScheduler(Carrier carrier) {
    super(1);
    this.carrier = carrier;
  }

  @Override
  public void execute(Runnable continuation) {
    carrier.execute(continuation);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return carrier.schedule(task, unit.toNanos(delay));
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("a hub schedules continuations only");
  }

  @Override
  public <T> ForkJoinTask<T> externalSubmit(ForkJoinTask<T> task) {
    carrier.execute(task::quietlyInvoke);
    return task;
  }

  @Override
  public <T> ForkJoinTask<T> lazySubmit(ForkJoinTask<T> task) {
    carrier.execute(task::quietlyInvoke);
    return task;
  }
}
