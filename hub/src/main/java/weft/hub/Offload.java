package weft.hub;

import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.IoFailure;

/// Platform threads for what must not run on a hub: long computation, native calls, blocking file
/// access. The calling virtual thread waits without holding its hub.
///
/// One pool serves all hubs of a [Hubs]. Any thread may call.
public final class Offload {
  /// Calls waiting for a thread; further ones are refused, which is back-pressure, not a fault.
  private static final int QUEUE_MAX = 10_000;

  private static final System.Logger LOG = System.getLogger("weft.hub");

  private final ThreadPoolExecutor threads;

  private final ThreadFactory alone = Thread.ofPlatform().daemon().name("weft-alone-", 0).factory();

  /// Bugs that are being logged at most; further ones are only counted.
  private static final int REPORTS_MAX = 100;

  private final ThreadFactory loggers =
      Thread.ofVirtual().inheritInheritableThreadLocals(false).name("weft-report-", 0).factory();

  private final AtomicInteger reports = new AtomicInteger();

  private final RareWarning acceptWarning = new RareWarning();

  /// Late continuations of threads whose hub has ended: one thread, as long as there are any.
  private final ThreadPoolExecutor carriers;

  private final ScheduledThreadPoolExecutor timeouts;

  Offload(int threadsMax) {
    this.threads =
        new ThreadPoolExecutor(
            threadsMax,
            threadsMax,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE_MAX),
            Thread.ofPlatform().daemon().name("weft-offload-", 0).factory(),
            (_, _) -> {
              throw new OffloadRefused("the offload pool takes no more");
            });
    threads.allowCoreThreadTimeOut(true);
    this.carriers =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("weft-late-", 0).factory());
    carriers.allowCoreThreadTimeOut(true);
    this.timeouts =
        new ScheduledThreadPoolExecutor(
            0, Thread.ofPlatform().daemon().name("weft-late-timeouts-", 0).factory());
  }

  /// Runs `work` on a thread of the pool and answers its result.
  ///
  /// When the caller is interrupted, so is the work, and the call still ends behind it; work of one
  /// who was interrupted before does not begin.
  ///
  /// @throws OffloadRefused when 10,000 calls wait already
  /// @throws Exception what the work throws
  public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
    OffloadedCall<T> call = OffloadedCall.of(work);
    threads.execute(call);
    return call.await();
  }

  /// Runs `work` on a new platform thread of its own, beside the pool, and answers its result: for
  /// work that needs a thread to itself. Nothing bounds how many there are but the caller.
  ///
  /// Interrupts as in [#call].
  ///
  /// @throws Exception what the work throws
  public <T extends @Nullable Object> T callAlone(Callable<T> work) throws Exception {
    OffloadedCall<T> call = OffloadedCall.of(work);
    alone.newThread(call).start();
    return call.await();
  }

  /// Runs `work` on a platform thread; answers at once.
  ///
  /// @throws OffloadRefused when 10,000 calls wait already
  public void execute(Runnable work) {
    threads.execute(work);
  }

  /// Platform threads at work at the moment.
  public int active() {
    return threads.getActiveCount();
  }

  /// Calls that wait for a thread of the pool at the moment.
  public int waiting() {
    return threads.getQueue().size();
  }

  /// Has the log read its files now, on a thread of its own. When it did so at its first line, and
  /// that line said that there are no descriptors, it could not, and the JDK's time zones never
  /// again.
  void prepareReports() {
    Thread.ofPlatform()
        .daemon()
        .name("weft-log")
        .start(() -> {
          var _ = LOG.isLoggable(Level.WARNING);
          var _ = ZoneId.systemDefault().getRules();
        });
  }

  /// Logs on a virtual thread of its own, unless many are at it: whoever reports may be a bare hub,
  /// which must not take the lock of the pool's queue.
  void report(Level level, String message, @Nullable Throwable failure) {
    if (reports.incrementAndGet() > REPORTS_MAX) {
      reports.decrementAndGet();
      return;
    }
    loggers
        .newThread(() -> {
          try {
            LOG.log(level, message, failure);
          } finally {
            reports.decrementAndGet();
          }
        })
        .start();
  }

  /// Logs that a hub cannot accept connections, unless it was logged less than a minute ago for any
  /// of the hubs.
  void warnOfAccepting(SocketAddress address, IoFailure failure, long nowNanos) {
    if (acceptWarning.isDue(nowNanos)) {
      String reason = SocketFailure.reason(failure);
      String remedy =
          failure == IoFailure.NO_FILES ? "; raise their limit, or take fewer connections" : "";
      report(
          Level.WARNING,
          "no connection can be accepted at " + address + ", so they wait: " + reason + remedy,
          null);
    }
  }

  void carry(Runnable continuation) {
    carriers.execute(continuation);
  }

  ScheduledFuture<?> schedule(Runnable task, long delayNanos) {
    return timeouts.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
  }

  void close() {
    for (Runnable left : threads.shutdownNow()) {
      if (left instanceof OffloadedCall<?> call) {
        call.refuse();
      }
    }
  }
}
