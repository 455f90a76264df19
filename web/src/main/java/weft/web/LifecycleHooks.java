package weft.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// What an app does before its first and after its last request, in order of registration.
///
/// Filled while configuring, then run by one thread at a time.
final class LifecycleHooks {
  /// One hook and when it runs.
  private record Step(LifecycleHook hook, boolean isStartup) {}

  private static final System.Logger LOG = System.getLogger("weft.web");

  private final List<Step> steps = new ArrayList<>();

  /// How far a start has got: shutdown hooks in front of it have something to end.
  private int reached;

  void onStartup(LifecycleHook hook) {
    steps.add(new Step(Objects.requireNonNull(hook, "hook"), true));
  }

  void onShutdown(LifecycleHook hook) {
    steps.add(new Step(Objects.requireNonNull(hook, "hook"), false));
  }

  /// Runs the startup hooks until one fails.
  void startUp() throws StartupHookFailed {
    try {
      for (reached = 0; reached < steps.size(); reached++) {
        if (steps.get(reached).isStartup()) {
          run(steps.get(reached).hook());
        }
      }
    } catch (IOException thrown) {
      throw new StartupHookFailed(thrown);
    } catch (RuntimeException thrown) {
      throw new StartupHookFailed(thrown);
    }
  }

  /// Runs the shutdown hooks that were registered before the startup hook that failed, or all if
  /// none did, the last one first; once per start.
  void shutDown() {
    List<Step> begun = steps.subList(0, reached).reversed();
    reached = 0;
    for (Step step : begun) {
      if (!step.isStartup()) {
        try {
          run(step.hook());
        } catch (IOException | RuntimeException e) {
          // Stopping goes on: the other hooks have their work to do too.
          LOG.log(System.Logger.Level.ERROR, "a shutdown hook failed", e);
        }
      }
    }
  }

  private static void run(LifecycleHook hook) throws IOException {
    FutureTask<@Nullable Void> task =
        new FutureTask<>(() -> {
          hook.run();
          return null;
        });
    task.run();
    RunningApp.await(task, "a hook failed");
  }
}
