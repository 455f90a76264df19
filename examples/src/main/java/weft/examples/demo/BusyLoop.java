package weft.examples.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Computes for a while without ever waiting, so that the watchdog has something to find.
final class BusyLoop {
  private BusyLoop() {}

  /// Loops for about as long as asked.
  ///
  /// @return rounds done
  static long run(Duration duration) {
    InstantSource clock = InstantSource.system();
    Instant end = clock.instant().plus(duration);
    long rounds = 0;
    while (clock.instant().isBefore(end)) {
      rounds++;
    }
    return rounds;
  }
}
