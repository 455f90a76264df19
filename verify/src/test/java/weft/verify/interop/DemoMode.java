package weft.verify.interop;

import java.util.ArrayList;
import java.util.List;

/// How the demo is started.
///
/// @param backend `uring`, `epoll` or `nio`
/// @param opened whether the JDK's internals are open, as `java -jar` makes them
record DemoMode(String backend, boolean opened) {
  static List<DemoMode> all() {
    List<DemoMode> modes = new ArrayList<>();
    for (String backend : List.of("uring", "epoll", "nio")) {
      modes.add(new DemoMode(backend, true));
      modes.add(new DemoMode(backend, false));
    }
    return modes;
  }

  @Override
  public String toString() {
    return backend + (opened ? ", opened" : ", not opened");
  }
}
