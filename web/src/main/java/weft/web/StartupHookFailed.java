package weft.web;

import java.io.IOException;

/// A startup hook threw, so that an app has not started: it is the app's own code, not the server,
/// that could not.
final class StartupHookFailed extends Exception {
  private static final long serialVersionUID = 1L;

  StartupHookFailed(IOException thrown) {
    super(thrown);
  }

  StartupHookFailed(RuntimeException thrown) {
    super(thrown);
  }

  /// Throws what the hook threw.
  IOException rethrown() {
    return switch (getCause()) {
      case IOException thrown -> thrown;
      case RuntimeException thrown -> throw thrown;
      case null, default -> throw new AssertionError(this);
    };
  }
}
