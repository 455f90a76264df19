package weft.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The terminal in whose foreground this process was started, if it was: who sits there wants it to
/// end with the terminal, as other programs do. What was started in the background, under `nohup`
/// or by a service manager has none.
///
/// Known on Linux only; elsewhere no process has one.
final class Terminal {
  private static final Path STATE = Path.of("/proc/self/stat");

  private final boolean inForeground;

  private Terminal(boolean inForeground) {
    this.inForeground = inForeground;
  }

  /// Looks. At the start, while the process is where it was started.
  static Terminal ofThisProcess() {
    return new Terminal(state().inForeground());
  }

  /// Whether there was one at the start and is none any more.
  boolean hasGone() {
    return inForeground && state() == State.WITHOUT;
  }

  private static State state() {
    try {
      return State.of(Files.readString(STATE));
    } catch (IOException unknown) {
      return State.UNKNOWN;
    }
  }

  /// How a process and a terminal belong together.
  enum State {
    /// It has one and belongs to the group of processes in its foreground.
    FOREGROUND,
    /// It has one, and others are in its foreground.
    BACKGROUND,
    /// It has none, or none any more.
    WITHOUT,
    /// The system does not say.
    UNKNOWN;

    /// Reads `/proc/self/stat`: behind the name in parentheses, which may hold anything, stand
    /// state, parent, process group, session, terminal (0 for none) and the terminal's foreground
    /// group (proc_pid_stat(5)).
    static State of(String stat) {
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", 7);
      if (fields.length < 7) {
        return UNKNOWN;
      }
      if (fields[4].equals("0")) {
        return WITHOUT;
      }
      return fields[2].equals(fields[5]) ? FOREGROUND : BACKGROUND;
    }

    boolean inForeground() {
      return this == FOREGROUND;
    }
  }
}
