package weft.hub.backend;

/// What a back-end counts. Written on its hub's thread only; others may read it late.
public final class BackendCounts {
  /// Entries into the system so far.
  public long calls;

  /// Events told to owners so far.
  public long completions;

  /// Receives that found no memory so far.
  public long starvations;

  /// All zero.
  public BackendCounts() {}
}
