package weft.hub.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.hub.backend.BackendRefused;
import weft.hub.linux.Libc;
import weft.hub.memory.Memory;

/// Wake-ups of a ring, also where the kernel refuses to send messages to it.
@Timeout(30)
class RingWakeTest {
  private static final long LONG_NANOS = 20_000_000_000L;

  private final Libc libc = new Libc();

  @Test
  void aWakeUpWhoseMessageIsRefusedArrivesAllTheSame() throws Exception {
    assumeThat(isThere()).isTrue();
    try (Arena arena = Arena.ofShared();
        Ring ring = new Ring(libc);
        RingWake wake = new RingWake(libc, ring, arena)) {
      takeAll(ring, wake);
      // No descriptor: the kernel refuses every message from now on.
      Memory.putInt(wake.message + 4, -1);

      for (int count = 0; count < 3; count++) {
        wake.beforeWait();
        wake.wake();
        wake.wake();
        ring.enterAndWait(LONG_NANOS);

        assertThat(ring.ready()).isEqualTo(1);
        takeAll(ring, wake);
      }
    }
  }

  private static void takeAll(Ring ring, RingWake wake) {
    ring.enter();
    int ready = ring.ready();
    for (int index = 0; index < ready; index++) {
      wake.received(Memory.getInt(ring.completion(index) + 8));
    }
    ring.consumed(ready);
  }

  private static boolean isThere() throws Exception {
    if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
      return false;
    }
    try (UringBackend backend = new UringBackend()) {
      return backend.name().equals("uring");
    } catch (BackendRefused absent) {
      return false;
    }
  }
}
