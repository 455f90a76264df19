package weft.hub;

/// Told that a hub is held up for good and that another takes its place, so that a server can open
/// its listeners there.
///
/// Called on the watchdog's thread, after the held-up hub's listeners have stopped taking
/// connections. Connections of the held-up hub stay with it and go on when it does.
@FunctionalInterface
public interface Substitution {
  /// `fresh` is there for what `heldUp` no longer takes.
  void substituted(Hub heldUp, Hub fresh);
}
