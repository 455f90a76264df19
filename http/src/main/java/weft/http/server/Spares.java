package weft.http.server;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// Objects kept for use again, up to a number. Confined to a hub.
final class Spares<T> {
  private final @Nullable T[] kept;
  private int count;

  /// @param kept room for as many as may be kept
  Spares(@Nullable T[] kept) {
    this.kept = kept;
  }

  /// One of them, or `null` when there is none.
  @HotPath
  @Nullable T take() {
    if (count == 0) {
      return null;
    }
    T taken = kept[--count];
    kept[count] = null;
    return taken;
  }

  /// Keeps one, unless there are enough.
  @HotPath
  void give(T spare) {
    if (count < kept.length) {
      kept[count++] = spare;
    }
  }
}
