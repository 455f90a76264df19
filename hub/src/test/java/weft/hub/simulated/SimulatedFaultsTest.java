package weft.hub.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimulatedFaultsTest {
  @Test
  void whatMakesNoSenseIsRefused() {
    var none = SimulatedFaults.NONE;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> none.withLatency(2, 1))
        .withMessage("latency of 2 to 1 ns is no range");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> none.withBufferBytes(0))
        .withMessage("buffers of 0 bytes hold nothing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> none.withPendingSends(1.5))
        .withMessage("chance 1.5 is not in 0 to 1");
    assertThatIllegalArgumentException().isThrownBy(() -> none.withShortTransfers(-0.1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> none.withExhaustion(0, Double.NaN));
  }

  @Test
  void eachPartIsChangedAlone() {
    var faults =
        SimulatedFaults.NONE
            .withLatency(1, 2)
            .withBufferBytes(3)
            .withShortTransfers(0.01, 0.02)
            .withPendingSends(0.03)
            .withBrokenConnections(0.04)
            .withEmptySends(0.14)
            .withOvertakingResets(0.15)
            .withDeliveriesInATurn(0.16)
            .withLateness(0.05, 0.06)
            .withConnectFailures(0.07, 0.08)
            .withExhaustion(0.09, 0.10)
            .withDatagramFaults(0.11, 0.12, 0.13);

    assertThat(faults)
        .isEqualTo(
            new SimulatedFaults(
                1, 2, 3, 0.01, 0.02, 0.03, 0.04, 0.14, 0.15, 0.16, 0.05, 0.06, 0.07, 0.08, 0.09,
                0.10, 0.11, 0.12, 0.13));
  }

  @Test
  void theSameSeedDrawsTheSameFaults() {
    assertThat(SimulatedFaults.drawn(new SplittableRandom(3)))
        .isEqualTo(SimulatedFaults.drawn(new SplittableRandom(3)))
        .isNotEqualTo(SimulatedFaults.drawn(new SplittableRandom(4)));
  }
}
