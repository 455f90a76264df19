package weft.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// The workers of a hub that run or wait. Changed by the hub; the watchdog reads it from its own
/// thread and may see a state that never was, which it must bear.
final class WorkerList {
  private volatile @Nullable Worker[] places = new Worker[64];
  private int count;

  @HotPath
  void add(Worker worker) {
    @Nullable Worker[] current = places;
    if (count == current.length) {
      current = Arrays.copyOf(current, count * 2);
      places = current;
    }
    worker.place = count;
    current[count++] = worker;
  }

  @HotPath
  void remove(Worker worker) {
    @Nullable Worker[] current = places;
    int place = worker.place;
    if (place >= count || current[place] != worker) {
      return;
    }
    Worker last = current[--count];
    current[count] = null;
    if (last != null && last != worker) {
      current[place] = last;
      last.place = place;
    }
  }

  int count() {
    return count;
  }

  void clear() {
    count = 0;
  }

  /// The array itself; entries may be `null`.
  @Nullable Worker[] snapshot() {
    return places;
  }
}
