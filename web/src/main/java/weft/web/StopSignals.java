package weft.web;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// SIGTERM and SIGINT: the first stops in an orderly way, the second ends the process.
///
/// The JDK's shutdown hooks are no substitute: a process that a signal ended through them does not
/// exit with 0.
final class StopSignals {
  /// What shells show for a process that a signal ended: 128 and the signal's number.
  private static final int EXIT_BASE = 128;

  private StopSignals() {}

  /// Runs `stop` at the first signal, on a thread of its own, until what this returns is run.
  static Runnable onFirst(Runnable stop) {
    AtomicBoolean seen = new AtomicBoolean();
    List<Runnable> given = new ArrayList<>();
    for (String name : List.of("TERM", "INT")) {
      given.add(
          Signals.handle(
              name,
              number -> {
                if (seen.compareAndSet(false, true)) {
                  stop.run();
                } else {
                  Runtime.getRuntime().halt(EXIT_BASE + number);
                }
              },
              "orderly stop"));
    }
    return () -> given.forEach(Runnable::run);
  }
}
