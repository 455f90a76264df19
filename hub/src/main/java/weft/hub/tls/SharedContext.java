package weft.hub.tls;

import java.util.concurrent.atomic.AtomicInteger;
import weft.hub.tls.engine.TlsContext;

/// A context that is closed when its owner has replaced it and its last connection has ended.
///
/// Any thread, without locks.
final class SharedContext<C extends TlsContext> {
  private final C context;
  private final AtomicInteger users = new AtomicInteger(1);

  SharedContext(C context) {
    this.context = context;
  }

  C context() {
    return context;
  }

  /// Takes part in it; `false` when it is closed already.
  boolean enter() {
    int present;
    do {
      present = users.get();
      if (present == 0) {
        return false;
      }
    } while (!users.compareAndSet(present, present + 1));
    return true;
  }

  /// Is done with it.
  void leave() {
    if (users.decrementAndGet() == 0) {
      context.close();
    }
  }

  /// Connections that use it, and its owner if it does.
  int users() {
    return users.get();
  }
}
