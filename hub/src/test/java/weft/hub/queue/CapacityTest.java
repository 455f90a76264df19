package weft.hub.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CapacityTest {
  @Test
  void roundsUpToTheNextPowerOfTwo() {
    assertThat(Capacity.roundUp(1, 1, 1024)).isEqualTo(1);
    assertThat(Capacity.roundUp(2, 1, 1024)).isEqualTo(2);
    assertThat(Capacity.roundUp(3, 1, 1024)).isEqualTo(4);
    assertThat(Capacity.roundUp(1024, 1, 1024)).isEqualTo(1024);
    assertThat(Capacity.roundUp(1, 64, 1024)).isEqualTo(64);
    assertThat(Capacity.roundUp(1 << 30, 1, 1 << 30)).isEqualTo(1 << 30);
  }

  @Test
  void refusesWhatIsOutOfRangeByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Capacity.roundUp(0, 1, 8))
        .withMessage("capacity 0 is not in 1 to 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Capacity.roundUp(9, 1, 8))
        .withMessage("capacity 9 is not in 1 to 8");
  }
}
