package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.hub.jdk.VirtualThreadAccess;

/// Virtual threads carried by a hub behave as the JDK's own do.
@Timeout(30)
class VirtualThreadsOnHubTest {
  private Hubs hubs;
  private Hub hub;

  @BeforeEach
  void start() throws Exception {
    assumeThat(VirtualThreadAccess.available()).as("java.lang is open").isTrue();
    hubs =
        Hubs.start(
            HubOptions.DEFAULTS
                .withHubs(1)
                .withScheduler(SchedulerChoice.HUB)
                .withWatchdogNanos(0));
    hub = hubs.hub(0);
  }

  @AfterEach
  void stop() {
    if (hubs != null) {
      hubs.close();
    }
  }

  private void onHubThread(Runnable body) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    hub.start(() -> {
      try {
        body.run();
        done.complete(null);
      } catch (Throwable failure) {
        done.completeExceptionally(failure);
      }
    });
    done.get(20, TimeUnit.SECONDS);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(Duration.ofMillis(millis));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void aThreadRunsOnItsHubAndSoDoThreadsItStarts() throws Exception {
    Set<Hub> seen = ConcurrentHashMap.newKeySet();

    onHubThread(() -> {
      seen.add(Hub.current());
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        executor.submit(() -> seen.add(Hub.current()));
      }
      sleep(5);
      seen.add(Hub.current());
    });

    assertThat(seen).containsExactly(hub);
    assertThat(Hub.current()).isNull();
  }

  @Test
  void sleepsAndTimedWaitsLandOnTheWheelAndNoTimerThreadExists() throws Exception {
    AtomicInteger timersSeen = new AtomicInteger();
    Object monitor = new Object();

    onHubThread(() -> {
      Thread other =
          hub.start(() -> {
            synchronized (monitor) {
              try {
                monitor.wait(30);
              } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
              }
            }
          });
      hub.start(() -> timersSeen.set(hub.timers.count()));
      sleep(10);
      try {
        other.join();
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    });

    assertThat(timersSeen.get()).isPositive();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("VirtualThread-unparker"));
  }

  @Test
  void manySleepersAwakeOnTimeOnOneHub() throws Exception {
    int count = 2_000;
    CountDownLatch done = new CountDownLatch(count);
    AtomicInteger early = new AtomicInteger();

    for (int index = 0; index < count; index++) {
      long millis = 1 + index % 50;
      hub.start(() -> {
        long before = System.nanoTime();
        sleep(millis);
        if (System.nanoTime() - before < millis * 1_000_000) {
          early.incrementAndGet();
        }
        done.countDown();
      });
    }

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(early).hasValue(0);
  }

  @Test
  void anInterruptEndsASleep() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread sleeper =
        hub.start(() -> {
          try {
            Thread.sleep(Duration.ofMinutes(1));
            interrupted.complete(false);
          } catch (InterruptedException expected) {
            interrupted.complete(true);
          }
        });

    sleeper.interrupt();

    assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatWaitsDoesNotHoldUpTheTasksBehindIt() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(100);

    hub.execute(() -> {
      hub.dispatch(() -> {
        try {
          blocked.await();
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
      });
      for (int index = 0; index < 100; index++) {
        hub.dispatch(others::countDown);
      }
    });

    assertThat(others.await(5, TimeUnit.SECONDS)).isTrue();
    blocked.countDown();
  }

  @Test
  void tasksOfOneWorkerDoNotSeeEachOthersThreadLocalsOrInterrupts() throws Exception {
    ThreadLocal<String> local = new ThreadLocal<>();
    CompletableFuture<String> seen = new CompletableFuture<>();

    hub.execute(() -> {
      hub.dispatch(() -> {
        local.set("left behind");
        Thread.currentThread().interrupt();
      });
      hub.dispatch(() -> seen.complete(local.get() + " " + Thread.currentThread().isInterrupted()));
    });

    assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo("null false");
  }

  @Test
  void aTaskThatThrowsHarmsNoOther() throws Exception {
    CountDownLatch after = new CountDownLatch(1);

    hub.execute(() -> {
      hub.dispatch(() -> {
        Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
        throw new IllegalStateException("a handler's fault");
      });
      hub.dispatch(after::countDown);
    });

    assertThat(after.await(5, TimeUnit.SECONDS)).isTrue();
  }

  /// Waiting in a class initialiser pins the thread, and a pinned wait holds the hub. What it waits
  /// for must still come about when only this hub can bring it.
  @Test
  void aPinnedWaitForTheHubsOwnTimerEnds() throws Exception {
    PinnedWait.signal = new Signal(hub);

    onHubThread(() -> {
      Timer timer = new Timer(hub, PinnedWait.signal::raise);
      timer.set(hub.nowNanos() + 20_000_000);
      assertThat(PinnedWait.Initialised.WOKEN).isTrue();
    });
  }

  static final class PinnedWait {
    static Signal signal;

    static final class Initialised {
      static final boolean WOKEN = await();

      private static boolean await() {
        try {
          return signal.await(Long.MAX_VALUE);
        } catch (InterruptedException interrupted) {
          return false;
        }
      }
    }
  }

  /// Never too early, and the best of ten times as soon as it should be: in others the machine may
  /// have been busy with something else.
  @Test
  void aSignalsDeadlinePassesWithinTwentyMilliseconds() throws Exception {
    onHubThread(() -> {
      Signal signal = new Signal(hub);
      long best = Long.MAX_VALUE;
      for (int attempt = 0; attempt < 10 && best > 50_000_000; attempt++) {
        long before = System.nanoTime();
        try {
          assertThat(signal.await(hub.clockNanos() + 30_000_000)).isFalse();
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
        long waited = System.nanoTime() - before;
        assertThat(waited).isGreaterThanOrEqualTo(30_000_000);
        best = Math.min(best, waited);
      }
      assertThat(best).isLessThanOrEqualTo(50_000_000);
    });
  }

  @Test
  void waitsOfMonthsAndOfForEverHoldTheHubUpInNoWay() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(3);
    List<Thread> waiters = new ArrayList<>();
    for (long nanos :
        new long[] {Duration.ofDays(100).toNanos(), Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
      waiters.add(
          hub.start(() -> {
            waiting.countDown();
            try {
              never.await(nanos, TimeUnit.NANOSECONDS);
            } catch (InterruptedException expected) {
              Thread.currentThread().interrupt();
            }
          }));
    }
    assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();
    onHubThread(() -> sleep(10));

    long before = hub.counters().slices();
    onHubThread(() -> sleep(200));

    // Whose wait ends at once would wait again, hundreds of times.
    assertThat(hub.counters().slices() - before).isLessThan(50);
    for (Thread waiter : waiters) {
      waiter.interrupt();
      assertThat(waiter.join(Duration.ofSeconds(5))).isTrue();
    }
  }
}
