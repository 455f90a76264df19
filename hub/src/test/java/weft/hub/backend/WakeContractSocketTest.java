package weft.hub.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Waiting and waking: the part of the [Backend] contract every back-end keeps in real time.
@ParameterizedClass
@MethodSource("backends")
@Timeout(60)
class WakeContractSocketTest {
  private static final long FOR_EVER = Long.MAX_VALUE;
  private static final long LONG = TimeUnit.SECONDS.toNanos(30);

  private final BackendUnderTest choice;
  private final BackendLoop loop;

  WakeContractSocketTest(BackendUnderTest choice) throws Exception {
    this.choice = choice;
    this.loop = new BackendLoop(choice);
  }

  static List<BackendUnderTest> backends() {
    return BackendUnderTest.availableReal();
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private Duration durationOfTurn(long waitNanos) {
    Instant before = Instant.now();
    loop.turn(waitNanos);
    return Duration.between(before, Instant.now());
  }

  @Test
  void itHasTheNameUsersChooseItBy() {
    assertThat(loop.backend.name()).isEqualToIgnoringCase(choice.name());
  }

  @Test
  void aTurnWithoutNewsWaitsAsLongAsItMay() {
    loop.turn(0);

    assertThat(durationOfTurn(TimeUnit.MILLISECONDS.toNanos(50)))
        .isBetween(Duration.ofMillis(49), Duration.ofSeconds(5));
    assertThat(durationOfTurn(TimeUnit.MICROSECONDS.toNanos(100)))
        .isLessThan(Duration.ofSeconds(5));
    assertThat(durationOfTurn(1)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aTurnThatMayNotWaitDoesNotWait() {
    for (int count = 0; count < 100; count++) {
      loop.turn(0);
    }

    assertThat(durationOfTurn(0)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aWakeBeforeTheTurnMakesItReturn() {
    loop.backend.wake();

    assertThat(durationOfTurn(LONG)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void manyWakesEndOneWaitAndLeaveNoTrace() {
    loop.backend.wake();
    loop.backend.wake();
    loop.backend.wake();
    loop.turn(LONG);
    loop.turn(0);
    loop.turn(0);

    assertThat(durationOfTurn(TimeUnit.MILLISECONDS.toNanos(30)))
        .isGreaterThanOrEqualTo(Duration.ofMillis(29));
  }

  @Test
  void aWakeFromWithinAnEventIsForTheNextTurn() throws Exception {
    var pair = loop.pair();
    loop.settle();
    var woken = new AtomicBoolean();
    pair.server().onReceived =
        () -> {
          loop.backend.wake();
          woken.set(true);
        };
    pair.client().send("x");
    loop.until(woken::get);

    assertThat(durationOfTurn(LONG)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anotherThreadEndsAWait() throws Exception {
    var waiting = new CountDownLatch(1);
    var waker =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                waiting.await();
                loop.backend.wake();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    waiting.countDown();
    assertThat(durationOfTurn(LONG)).isLessThan(Duration.ofSeconds(10));
    waker.join();
  }

  /// Without a wait limit a single lost wake-up hangs here.
  @Test
  void noWakeIsEverLost() throws Exception {
    int count = 20_000;
    var posted = new AtomicInteger();
    var taken = new AtomicInteger();
    var waker =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int index = 0; index < count; index++) {
                posted.incrementAndGet();
                loop.backend.wake();
                while (taken.get() <= index) {
                  Thread.onSpinWait();
                }
              }
            });

    while (taken.get() < count) {
      if (posted.get() > taken.get()) {
        taken.incrementAndGet();
      } else {
        loop.turn(FOR_EVER);
      }
    }
    waker.join();
  }

  @Test
  void newsOfASocketEndAWait() throws Exception {
    var pair = loop.pair();
    loop.settle();
    pair.client().send("x");

    loop.turn(LONG);
    while (pair.server().received.size() == 0) {
      assertThat(durationOfTurn(LONG)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void whatWasAskedForIsPendingUntilTheTurn() throws Exception {
    var pair = loop.pair();
    loop.settle();
    assertThat(loop.backend.pending()).isFalse();

    pair.client().close(false);

    assertThat(loop.backend.pending()).isTrue();
    loop.until(() -> pair.client().closed && pair.server().inputEnded);
    loop.settle();
    assertThat(loop.backend.pending()).isFalse();
  }

  @Test
  void countersOnlyGrow() throws Exception {
    long enters = loop.backend.enters();
    long completions = loop.backend.completions();
    var pair = loop.pair();
    pair.client().send("x");
    loop.until(() -> pair.server().text().equals("x"));

    assertThat(loop.backend.enters()).isGreaterThan(enters);
    assertThat(loop.backend.completions()).isGreaterThan(completions);
    assertThat(loop.backend.starvations()).isZero();
  }
}
