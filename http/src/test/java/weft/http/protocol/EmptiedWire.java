package weft.http.protocol;

import java.util.Objects;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;

/// A machine's connection that allocates nothing itself: output goes into one buffer, which is
/// emptied again and again.
public abstract class EmptiedWire implements ConnectionLink {
  /// Lends the machine its memory.
  protected final BufferPool pool = new BufferPool(1 << 20);

  private final Buffer output = Objects.requireNonNull(pool.acquireForOutput(BufferPool.SIZE_MAX));

  /// Takes everything that is pending; the machine is told by whoever asks.
  protected final void takeOutput() {
    output.clear();
  }

  @Override
  public final Buffer reserve(int size) {
    return output;
  }

  @Override
  public final void flushLater() {}

  @Override
  public final long pendingOutput() {
    return output.readable();
  }

  @Override
  public final void pauseReceiving() {}

  @Override
  public final void resumeReceiving() {}

  @Override
  public final void finish() {}

  @Override
  public final void reset() {}
}
