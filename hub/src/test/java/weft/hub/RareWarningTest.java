package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RareWarningTest {
  @Test
  void theFirstIsDueAndThenOneAMinute() {
    RareWarning warning = new RareWarning();
    long minute = TimeUnit.MINUTES.toNanos(1);

    assertThat(warning.isDue(5)).isTrue();
    assertThat(warning.isDue(5)).isFalse();
    assertThat(warning.isDue(4 + minute)).isFalse();
    assertThat(warning.isDue(5 + minute)).isTrue();
    assertThat(warning.isDue(6 + minute)).isFalse();
  }

  @Test
  void clocksMayBeginBelowZero() {
    RareWarning warning = new RareWarning();

    assertThat(warning.isDue(-7)).isTrue();
    assertThat(warning.isDue(-6)).isFalse();
  }
}
