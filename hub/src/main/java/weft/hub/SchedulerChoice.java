package weft.hub;

/// Who carries the virtual threads of a hub.
public enum SchedulerChoice {
  /// The hub where the JDK's internals are open, else the JDK.
  AUTO,
  /// The hub's own thread: no hand-off between I/O and handlers. Starting fails without access.
  HUB,
  /// The JDK's fork-join pool: works without any flag, with two hand-offs per request.
  JDK
}
