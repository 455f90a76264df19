package weft.hub;

/// What a hub has to do at the end of a turn, once, for those who asked with [Hub#atTurnEnd]:
/// sending everything a turn has gathered in one go.
///
/// Runs on the bare hub thread, hence: no lock, no logging, no user code (the deadlock law of
/// `docs/concurrency.md`).
public interface TurnEnd {
  /// The turn ends. Another `atTurnEnd` from here is served in the same turn.
  void turnEnds();
}
