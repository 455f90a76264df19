package weft.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/// How blocking-style socket operations reach their hub and wait on it.
final class OnHub {
  /// A step on the hub's thread.
  interface Step<T extends @Nullable Object> {
    T run() throws IOException;
  }

  private OnHub() {}

  /// Runs a step on the hub's thread and answers its result.
  static <T extends @Nullable Object> T call(Hub hub, Step<T> step) throws IOException {
    if (hub.onHub()) {
      return step.run();
    }
    Result<T> result = new Result<>(step);
    if (hub.ended() || !hub.tryInvoke(result)) {
      throw new SocketFailure.Closed("hub " + hub.index());
    }
    return result.get();
  }

  /// Waits for a signal.
  ///
  /// @throws SocketFailure.DeadlinePassed when the deadline passes first
  /// @throws InterruptedIOException when the thread is interrupted, which stays marked
  static void await(Signal signal, long deadlineNanos, String what) throws IOException {
    try {
      if (!signal.await(deadlineNanos)) {
        throw new SocketFailure.DeadlinePassed(what);
      }
    } catch (InterruptedException interrupted) {
      throw Interrupts.failure(what + " was interrupted", interrupted);
    }
  }

  private static final class Result<T extends @Nullable Object> implements Runnable {
    private final Step<T> step;
    private @Nullable T value;
    private @Nullable IOException failure;

    Result(Step<T> step) {
      this.step = step;
    }

    @Override
    public void run() {
      try {
        value = step.run();
      } catch (IOException refused) {
        failure = refused;
      }
    }

    // Null is a value where T says so.
    @SuppressWarnings("NullAway")
    T get() throws IOException {
      if (failure != null) {
        throw failure;
      }
      return value;
    }
  }
}
