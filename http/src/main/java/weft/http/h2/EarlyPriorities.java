package weft.http.h2;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// What a client has said of streams it has not opened yet: for each the last.
final class EarlyPriorities {
  /// By stream id; made when the first comes, which of most clients never does.
  private @Nullable NavigableMap<Integer, Priority> byStream;

  EarlyPriorities() {}

  /// Keeps one.
  ///
  /// @param lastStreamId up to which streams have been opened, or never will be
  /// @return of how many streams there is one
  int keep(int streamId, Priority priority, int lastStreamId) {
    NavigableMap<Integer, Priority> kept = byStream;
    if (kept == null) {
      kept = new TreeMap<>();
      byStream = kept;
    }
    kept.headMap(lastStreamId, true).clear();
    kept.put(streamId, priority);
    return kept.size();
  }

  /// What was said of a stream that opens, or `null`.
  @HotPath
  @Nullable Priority take(int streamId) {
    NavigableMap<Integer, Priority> kept = byStream;
    return kept == null ? null : takeSlow(kept, streamId);
  }

  private static @Nullable Priority takeSlow(NavigableMap<Integer, Priority> kept, int streamId) {
    return kept.remove(streamId);
  }
}
