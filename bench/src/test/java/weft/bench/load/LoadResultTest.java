package weft.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class LoadResultTest {
  @Test
  void theResultIsFoundBelowWrksOwnReport() {
    String output =
        """
        Running 3s test @ http://127.0.0.1:9101/plaintext
          1 threads and 64 connections
        Requests/sec: 137838.52
        result requests=413837 micros=3002330 p50=226 p99=461 errors=2
        """;

    LoadResult result = LoadResult.parse(output);

    assertThat(result).isEqualTo(new LoadResult(413_837, 3_002_330, 226, 461, 0, 2));
    assertThat(result.requestsPerSecond()).isBetween(137_838.0, 137_839.0);
  }

  @Test
  void fractionsOfMicrosecondsAreKept() {
    LoadResult result = LoadResult.parse("result requests=1 micros=2 p50=3.5 p99=4.5 errors=0");

    assertThat(result.p50Micros()).isEqualTo(3.5);
  }

  @Test
  void anOutputWithoutResultIsRefusedWithItsText() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadResult.parse("unable to connect\n"))
        .withMessageContaining("unable to connect");
  }

  @Test
  void aMissingNumberIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadResult.parse("result requests=1 micros=2 p50=3 errors=0"))
        .withMessageContaining("p99");
  }

  @Test
  void somethingThatIsNoNumberIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadResult.parse("result requests=1 micros=2 p50=nope p99=4 errors=0"));
    assertThatIllegalArgumentException().isThrownBy(() -> LoadResult.parse("result requests"));
  }
}
