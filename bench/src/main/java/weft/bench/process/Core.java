package weft.bench.process;

import java.util.ArrayList;
import java.util.List;

/// Where a program runs: servers and load never share a core.
public enum Core {
  /// The core of the server under test.
  SERVER(0),
  /// The core of whatever loads it.
  LOAD(1);

  private final int index;

  Core(int index) {
    this.index = index;
  }

  /// The number the system gives the core.
  public int index() {
    return index;
  }

  /// The command, bound to this core. `taskset` becomes the command, so the process id is its own.
  public List<String> pin(List<String> command) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(index)));
    pinned.addAll(command);
    return pinned;
  }
}
