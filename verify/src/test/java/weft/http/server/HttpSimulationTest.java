package weft.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.ManualHubs;

/// Ten thousand seeded scenarios of the real server on simulated hubs: partial I/O, resets, slow
/// readers, refusals of the system.
///
/// A failure names its seed: play it alone by making it the first seed.
@Timeout(120)
final class HttpSimulationTest {
  private static final int SCENARIOS = 10_000;
  private static final int PER_TEST = 500;
  private static final int FAILURES_MAX = 10;

  /// Kept, since the log manager would forget it.
  private static final Logger LOG = Logger.getLogger("weft");

  @BeforeAll
  static void keepQuiet() {
    // Handlers fail by the thousand here, and each failure is logged with its stack.
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  static LongStream firstSeeds() {
    return LongStream.iterate(0, seed -> seed < SCENARIOS, seed -> seed + PER_TEST);
  }

  @ParameterizedTest
  @MethodSource("firstSeeds")
  void everyWaiterIsAnsweredAndEveryBufferReturned(long firstSeed) throws Exception {
    List<String> failures = new ArrayList<>();
    int answers = 0;
    for (long seed = firstSeed;
        seed < firstSeed + PER_TEST && failures.size() < FAILURES_MAX;
        seed++) {
      SimulatedHttpScenario scenario = new SimulatedHttpScenario(seed);
      try {
        ManualHubs.run(scenario::play);
        answers += scenario.answers();
      } catch (AssertionError | Exception failure) {
        failures.add(scenario + ": " + failure);
      }
    }
    assertThat(failures).isEmpty();
    assertThat(answers).as("the scenarios are about something").isGreaterThan(3 * PER_TEST);
  }

  @Test
  void theSameSeedIsTheSameRun() throws Exception {
    List<Long> different = new ArrayList<>();
    for (long seed = 0; seed < PER_TEST; seed++) {
      long first = fingerprint(seed);
      long second = fingerprint(seed);
      if (first != second) {
        different.add(seed);
      }
    }
    assertThat(different).isEmpty();
  }

  private static long fingerprint(long seed) throws Exception {
    SimulatedHttpScenario scenario = new SimulatedHttpScenario(seed);
    ManualHubs.run(scenario::play);
    return scenario.fingerprint();
  }
}
