package weft.http.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

/// A machine's connection without a network: remembers what the machine asks for, holds it to
/// [ConnectionLink], and lets a test play the peer, the system and the clock.
public abstract class RecordingWire implements ConnectionLink {
  /// In nanoseconds.
  public static final long SECOND = 1_000_000_000L;

  private static final int PIECE_BYTES = 32 * 1024;

  /// Lends buffers for output.
  public final BufferPool pool;

  /// Whether there is memory for output.
  public boolean hasMemory = true;

  /// Whether the machine wants nothing more for now.
  public boolean paused;

  /// Whether the machine has ended the connection in order.
  public boolean finished;

  /// Whether the machine has ended the connection at once.
  public boolean reset;

  /// How often the machine asked to send.
  public int flushes;

  /// The time, nanoseconds.
  public long now = 1000 * SECOND;

  private final List<Buffer> output = new ArrayList<>();

  /// Nothing has happened yet.
  protected RecordingWire(BufferPool pool) {
    this.pool = pool;
  }

  /// What is tested.
  protected abstract ConnectionMachine machine();

  /// The peer gets bytes.
  protected abstract void delivered(byte[] bytes);

  // The peer.

  /// Bytes of the peer arrive, in pieces of a length.
  public final void arrive(byte[] bytes, int pieceLength) {
    int most = Math.min(pieceLength, PIECE_BYTES);
    for (int at = 0; at < bytes.length; at += most) {
      int length = Math.min(most, bytes.length - at);
      long address = NativeText.of(Arrays.copyOfRange(bytes, at, at + length), (byte) ':');
      machine().received(address, length, now);
      // What was received does not outlive the call.
      Memory.copyIn(new byte[length], 0, address, length);
    }
  }

  /// Bytes of the peer arrive, in one piece as far as they fit into a buffer.
  public final void arrive(byte[] bytes) {
    arrive(bytes, PIECE_BYTES);
  }

  /// The connection is gone, and what was pending with it.
  protected final void lose() {
    machine().closed(now);
    for (Buffer buffer : output) {
      pool.release(buffer);
    }
    output.clear();
  }

  /// Whether the connection has ended, in order or not.
  public final boolean isOver() {
    return finished || reset;
  }

  // The system.

  /// Takes everything that is pending.
  public final void takeOutput() {
    boolean had = !output.isEmpty();
    List<Buffer> taken = List.copyOf(output);
    output.clear();
    for (Buffer buffer : taken) {
      byte[] bytes = new byte[buffer.readable()];
      Memory.copyOut(buffer.readAddress(), bytes, 0, bytes.length);
      pool.release(buffer);
      deliver(bytes);
    }
    if (had) {
      drained();
    }
  }

  /// Takes everything that is pending, and what follows from that.
  public final void takeAllOutput() {
    while (!output.isEmpty()) {
      takeOutput();
    }
  }

  /// Takes some of what is pending.
  ///
  /// @return it
  public final byte[] takeOutput(int most) {
    byte[] taken = new byte[(int) Math.min(most, pendingOutput())];
    for (int at = 0; at < taken.length; ) {
      Buffer first = output.getFirst();
      int count = Math.min(taken.length - at, first.readable());
      Memory.copyOut(first.readAddress(), taken, at, count);
      first.read(count);
      at += count;
      if (first.readable() == 0) {
        pool.release(output.removeFirst());
      }
    }
    deliver(taken);
    if (taken.length > 0 && output.isEmpty()) {
      drained();
    }
    return taken;
  }

  /// Behind a reset nothing goes out.
  private void deliver(byte[] bytes) {
    if (!reset) {
      delivered(bytes);
    }
  }

  private void drained() {
    if (!isOver()) {
      machine().drained(now);
    }
  }

  // The clock.

  /// Lets time pass, and the deadlines that are due with it.
  public final void pass(long nanos) {
    long end = now + nanos;
    for (int step = 0; step < 100_000 && machine().deadlineNanos() <= end; step++) {
      now = Math.max(now, machine().deadlineNanos());
      machine().expired(now);
    }
    check(machine().deadlineNanos() > end, "deadlines without end");
    now = end;
  }

  // What the machine asks for.

  @Override
  public final @Nullable Buffer reserve(int size) {
    check(!finished || reset, "output behind the end");
    check(size >= 1 && size <= BufferPool.SIZE_MAX, "a reservation of " + size);
    if (!hasMemory) {
      return null;
    }
    if (!output.isEmpty() && output.getLast().writable() >= size) {
      return output.getLast();
    }
    Buffer buffer = pool.acquireForOutput(size);
    if (buffer != null) {
      output.add(buffer);
    }
    return buffer;
  }

  @Override
  public final void flushLater() {
    flushes++;
  }

  @Override
  public final long pendingOutput() {
    return output.stream().mapToLong(Buffer::readable).sum();
  }

  @Override
  public final void pauseReceiving() {
    check(!paused && !isOver(), "paused twice, or behind the end");
    paused = true;
  }

  @Override
  public final void resumeReceiving() {
    check(paused && !isOver(), "receiving goes on that was not paused, or behind the end");
    paused = false;
  }

  @Override
  public final void finish() {
    check(!finished, "finished twice");
    finished = true;
  }

  @Override
  public final void reset() {
    reset = true;
  }

  /// The machine broke its contract unless so.
  protected static void check(boolean right, String otherwise) {
    if (!right) {
      throw new AssertionError(otherwise);
    }
  }
}
