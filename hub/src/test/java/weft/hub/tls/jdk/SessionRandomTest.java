package weft.hub.tls.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Names of sessions, and other random numbers.
class SessionRandomTest {
  @Test
  void namesDifferWhileRecordsAreRead() throws Exception {
    SessionRandom random = new SessionRandom();
    Set<String> seen = new HashSet<>();
    for (boolean reading : new boolean[] {true, false, true}) {
      random.reading(reading);
      for (int length : new int[] {16, 32, 33, 100}) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        seen.add(HexFormat.of().formatHex(bytes));
        assertThat(bytes[length - 1] == 0 && bytes[length - 2] == 0 && bytes[length - 3] == 0)
            .as("filled to the end")
            .isFalse();
      }
    }
    assertThat(seen).hasSize(12);
  }
}
