package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
  private static final long TICK_NANOS = 1 << 14;
  private static final long SEED = 20_260_101L;

  private static Timer timer(Runnable action) {
    return new Timer(action);
  }

  @Test
  void firesNoEarlierThanItsDeadlineAndAtMostOneTickLater() {
    TimerWheel wheel = new TimerWheel(0);
    List<Long> fired = new ArrayList<>();
    long[] now = {0};
    wheel.set(timer(() -> fired.add(now[0])), 1_000_000);

    while (fired.isEmpty()) {
      now[0] += 10_000;
      wheel.advance(now[0]);
    }

    assertThat(fired.get(0)).isBetween(1_000_000L, 1_000_000 + TICK_NANOS + 10_000);
  }

  @Test
  void aDeadlineInThePastFiresAtTheNextTick() {
    TimerWheel wheel = new TimerWheel(0);
    wheel.advance(50 * TICK_NANOS);
    int[] fired = {0};
    wheel.set(timer(() -> fired[0]++), 3);

    wheel.advance(51 * TICK_NANOS);

    assertThat(fired[0]).isEqualTo(1);
    assertThat(wheel.nextNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aCancelledTimerDoesNotFire() {
    TimerWheel wheel = new TimerWheel(0);
    int[] fired = {0};
    Timer timer = timer(() -> fired[0]++);
    wheel.set(timer, TICK_NANOS);
    wheel.cancel(timer);

    wheel.advance(10 * TICK_NANOS);

    assertThat(fired[0]).isZero();
    assertThat(wheel.count()).isZero();
  }

  @Test
  void anActionMaySetItsOwnTimerAndCancelOthersOfTheSameSlot() {
    TimerWheel wheel = new TimerWheel(0);
    List<String> order = new ArrayList<>();
    Timer[] timers = new Timer[2];
    timers[0] =
        timer(() -> {
          order.add("first");
          wheel.cancel(timers[1]);
          if (order.size() < 3) {
            wheel.set(timers[0], 0);
          }
        });
    timers[1] = timer(() -> order.add("second"));
    wheel.set(timers[1], 5 * TICK_NANOS);
    wheel.set(timers[0], 5 * TICK_NANOS);

    wheel.advance(20 * TICK_NANOS);

    assertThat(order).containsExactly("first", "first", "first");
  }

  @Test
  void manyTimersOfAllSpansFireInTheirOrderAndNoneIsLost() {
    Random random = new Random(SEED);
    TimerWheel wheel = new TimerWheel(12_345);
    int count = 5_000;
    long[] deadlines = new long[count];
    long[] firedAt = new long[count];
    long[] now = {12_345};
    for (int index = 0; index < count; index++) {
      int timerIndex = index;
      deadlines[index] = 12_345 + (random.nextLong() >>> (20 + random.nextInt(30)));
      wheel.set(timer(() -> firedAt[timerIndex] = now[0]), deadlines[index]);
    }

    while (wheel.count() > 0) {
      long next = wheel.nextNanos();
      assertThat(next).as("seed " + SEED).isGreaterThan(now[0] - TICK_NANOS);
      now[0] = Math.max(now[0] + 1, next + random.nextInt(3_000_000));
      wheel.advance(now[0]);
    }

    for (int index = 0; index < count; index++) {
      assertThat(firedAt[index])
          .as("timer %d, seed %d", index, SEED)
          .isGreaterThanOrEqualTo(deadlines[index]);
    }
  }

  @Test
  void aDeadlineBeyondTheWheelIsCutAndHarmsNoOther() {
    for (long begin : new long[] {0, 1, 63, 1L << 30, (1L << 36) - 1, (1L << 36) + 7}) {
      TimerWheel wheel = new TimerWheel(0);
      wheel.advance(begin * TICK_NANOS);
      int[] fired = {0};
      Timer far = timer(() -> fired[0] += 100);
      wheel.set(far, Long.MAX_VALUE);
      wheel.set(timer(() -> fired[0]++), (begin + 3) * TICK_NANOS);

      assertThat(wheel.nextNanos()).isBetween(begin * TICK_NANOS + 1, (begin + 3) * TICK_NANOS);
      wheel.advance((begin + 4) * TICK_NANOS);

      assertThat(fired[0]).as("ticks before: " + begin).isEqualTo(1);
      assertThat(far.isSet()).isTrue();
      assertThat(wheel.nextNanos()).isGreaterThan((begin + (1L << 35)) * TICK_NANOS);
    }
  }

  @Test
  void aDeadlineThatOverflowsTheClockIsFarAway() {
    for (long origin : new long[] {0, -1, Long.MIN_VALUE / 2, Long.MAX_VALUE / 2}) {
      TimerWheel wheel = new TimerWheel(origin);
      int[] fired = {0};
      wheel.set(timer(() -> fired[0]++), Long.MAX_VALUE);

      wheel.advance(origin + 10 * TICK_NANOS);

      assertThat(fired[0]).as("origin " + origin).isZero();
    }
  }
}
