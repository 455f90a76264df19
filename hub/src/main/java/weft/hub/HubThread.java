package weft.hub;

import org.jspecify.annotations.Nullable;

/// The platform thread of a hub. Its stack also holds the frames of the virtual threads it carries,
/// so it is large; only touched pages cost memory.
final class HubThread extends Thread {
  private static final long STACK_BYTES = 16L << 20;

  /// The hub this thread runs, or, when it drives several by hand, the one whose turn it is.
  @Nullable Hub hub;

  HubThread(String name, Runnable body) {
    super(null, body, name, STACK_BYTES, false);
    setDaemon(true);
  }
}
