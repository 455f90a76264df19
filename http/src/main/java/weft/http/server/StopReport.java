package weft.http.server;

import java.time.Duration;

/// How stopping a server went.
///
/// @param took from the call to the last closed connection
/// @param connections open when stopping began
/// @param requests being handled when stopping began
/// @param connectionsCut connections still open at the deadline and therefore reset
/// @param requestsCut requests still being handled at the deadline, whose handlers were interrupted
public record StopReport(
    Duration took, int connections, int requests, int connectionsCut, int requestsCut) {
  /// Whether everything ended by itself within the deadline.
  public boolean isClean() {
    return connectionsCut == 0 && requestsCut == 0;
  }
}
