package weft.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class H2loadOutputTest {
  private static final String OUTPUT =
      """
      starting benchmark...
      Main benchmark duration is over for thread #0. Stopping all clients.

      finished in 2.50s, 2000.00 req/s, 156.38KB/s
      requests: 4051 total, 4124 started, 4050 done, 4000 succeeded, 50 failed, 20 errored, 0 timeout
      status codes: 4000 2xx, 0 3xx, 30 4xx, 0 5xx
      traffic: 312.76KB (320264) total, 191.41KB (196000) headers (space savings 50.51%)
      """;

  @Test
  void answersTimeAndFailuresAreRead() {
    LoadResult result = H2loadOutput.parse(OUTPUT);

    assertThat(result).isEqualTo(new LoadResult(4030, 2_500_000, 0, 0, 0, 50));
    assertThat(result.requestsPerSecond()).isEqualTo(1612);
  }

  @Test
  void aShortRunIsToldInMilliseconds() {
    LoadResult result = H2loadOutput.parse(OUTPUT.replace("2.50s", "28.32ms"));

    assertThat(result.micros()).isEqualTo(28_320);
  }

  @Test
  void outputWithoutAResultIsSaid() {
    assertThatThrownBy(() -> H2loadOutput.parse("h2load: connection refused"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("connection refused");
  }
}
