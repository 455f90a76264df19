package weft.http.client;

import java.util.function.IntSupplier;
import weft.hub.Hub;

/// How threads of any kind bring a step of a call to its hub.
final class HubStep {
  private HubStep() {}

  /// Runs a step on the hub's thread; returns when it is done.
  ///
  /// @param call whose step it is, for messages
  static void run(Hub hub, Object call, Runnable step) throws CallFailed {
    boolean[] begun = new boolean[1];
    try {
      hub.invoke(() -> {
        begun[0] = true;
        step.run();
      });
    } catch (IllegalStateException failed) {
      if (begun[0]) {
        throw failed;
      }
      throw new CallFailed(CallFailed.Kind.CLOSED, call + ": the hub has ended", false, failed);
    }
  }

  /// The same, with its result.
  static int ask(Hub hub, Object call, IntSupplier step) throws CallFailed {
    if (hub.onHub()) {
      return step.getAsInt();
    }
    int[] result = new int[1];
    run(hub, call, () -> result[0] = step.getAsInt());
    return result[0];
  }
}
