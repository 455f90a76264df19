package weft.http.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyPaceTest {
  private static final long SECOND = 1_000_000_000L;

  private final BodyPace pace = new BodyPace();

  private void await(long nanos) {
    pace.waits(0, 100);
    pace.came(0, 100 + nanos);
  }

  @Test
  void theRateCountsBehindFiveSecondsOfWaiting() {
    await(3 * SECOND);
    await(2 * SECOND);
    assertThat(pace.isTooSlow(0, 1000)).isFalse();

    await(1);
    assertThat(pace.isTooSlow(4999, 1000)).isTrue();
    assertThat(pace.isTooSlow(5000, 1000)).isFalse();
  }

  @Test
  void withoutARateNothingIsTooSlow() {
    await(1000 * SECOND);

    assertThat(pace.isTooSlow(0, 0)).isFalse();
  }

  @Test
  void waitingCountsNotWhileWeHadNoMemoryToReceive() {
    pace.waits(7, 0);
    pace.came(8, 100 * SECOND);
    assertThat(pace.isTooSlow(0, 1000)).isFalse();

    pace.waits(8, 0);
    pace.came(8, 100 * SECOND);
    assertThat(pace.isTooSlow(0, 1000)).isTrue();
  }

  @Test
  void aNewBodyIsNotChargedForTheLast() {
    await(100 * SECOND);
    pace.start();

    assertThat(pace.isTooSlow(0, 1000)).isFalse();
  }

  /// Of half a day.
  @Test
  void aLongWaitAtTheLargestRateDoesNotOverflow() {
    await(50_000 * SECOND);

    assertThat(pace.isTooSlow(Long.MAX_VALUE / 2, Integer.MAX_VALUE)).isFalse();
    assertThat(pace.isTooSlow(0, Integer.MAX_VALUE)).isTrue();
  }
}
