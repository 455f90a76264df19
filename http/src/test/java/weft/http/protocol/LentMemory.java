package weft.http.protocol;

import java.util.ArrayList;
import java.util.List;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;

/// What somebody else has of a hub's memory.
public final class LentMemory {
  private final BufferPool pool;
  private final List<Buffer> lent = new ArrayList<>();

  /// Nothing yet.
  public LentMemory(BufferPool pool) {
    this.pool = pool;
  }

  /// Takes all there is for heads. In the smallest pieces: a large one is refused before the last
  /// is gone.
  public void exhaust() {
    Buffer next = pool.acquireForHead(BufferPool.SIZE_MIN);
    while (next != null) {
      lent.add(next);
      next = pool.acquireForHead(BufferPool.SIZE_MIN);
    }
  }

  /// Gives everything back.
  public void giveBack() {
    giveBack(lent);
  }

  /// Gives so much back that there is memory, but it is tight.
  public void giveBackQuarter() {
    giveBack(lent.subList(0, lent.size() / 4));
  }

  private void giveBack(List<Buffer> some) {
    some.forEach(pool::release);
    some.clear();
  }
}
