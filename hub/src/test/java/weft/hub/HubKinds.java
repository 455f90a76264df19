package weft.hub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import weft.hub.jdk.VirtualThreadAccess;

/// The kinds of hubs this machine can run: every back-end, each with both schedulers.
public final class HubKinds {
  private static final List<HubOptions> KINDS = probe();

  private HubKinds() {}

  /// One hub of each kind, for parameterised tests.
  public static Stream<HubOptions> all() {
    return KINDS.stream();
  }

  private static List<HubOptions> probe() {
    List<HubOptions> kinds = new ArrayList<>();
    for (BackendChoice backend : BackendChoice.values()) {
      for (SchedulerChoice scheduler : SchedulerChoice.values()) {
        if (backend == BackendChoice.AUTO || scheduler == SchedulerChoice.AUTO) {
          continue;
        }
        if (scheduler == SchedulerChoice.HUB && !VirtualThreadAccess.available()) {
          continue;
        }
        try {
          BackendSelection.select(backend);
        } catch (IOException absent) {
          System.out.println("skipped on this machine: " + absent.getMessage());
          continue;
        }
        kinds.add(
            HubOptions.DEFAULTS
                .withHubs(1)
                .withBackend(backend)
                .withScheduler(scheduler)
                .withWatchdogNanos(0));
      }
    }
    return List.copyOf(kinds);
  }
}
