package weft.hub.nio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.Selector;
import weft.hub.memory.HotPath;

/// Wakes a hub that waits in a selector, from any thread, and costs nothing when it does not wait.
///
/// The waker raises a flag and looks whether the hub sleeps; the hub says that it sleeps and looks
/// at the flag. Both steps are sequentially consistent, so at least one sees the other.
final class NioWake {
  private static final VarHandle REQUESTED;

  static {
    try {
      REQUESTED = MethodHandles.lookup().findVarHandle(NioWake.class, "requested", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Selector selector;
  private volatile boolean sleeping;

  // Read and written through REQUESTED too.
  @SuppressWarnings("UnusedVariable")
  private volatile boolean requested;

  NioWake(Selector selector) {
    this.selector = selector;
  }

  /// Any thread.
  void wake() {
    if (!(boolean) REQUESTED.getAndSet(this, true) && sleeping) {
      selector.wakeup();
    }
  }

  /// Whether the hub may wait now; [#awake] must follow. Hub thread.
  @HotPath
  boolean sleep() {
    sleeping = true;
    return !requested;
  }

  /// The hub does not wait any more. Hub thread.
  @HotPath
  void awake() {
    if (sleeping) {
      sleeping = false;
    }
    // Cleared before the hub looks at what wakers left for it: a later request is not lost.
    if (requested) {
      requested = false;
    }
  }
}
