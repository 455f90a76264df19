package weft.verify.machine;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.ConnectionMachine;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

/// One connection of a machine and a peer that takes everything at once. One thread, no socket, no
/// clock.
abstract class MachineWire implements ConnectionLink, AutoCloseable {
  static final long NOW = 1_000_000_000L;

  private static final int RECEIVE_BYTES = 32 << 10;

  final BufferPool pool = new BufferPool(8L << 20);
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment receiveBuffer = arena.allocate(RECEIVE_BYTES + Buffer.TAIL_PAD, 8);
  private final List<Buffer> output = new ArrayList<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private boolean ended;

  /// What is tried.
  abstract ConnectionMachine machine();

  /// Whoever uses the machine goes on as far as may be.
  ///
  /// @return whether anything was done
  abstract boolean proceed();

  /// The connection is gone.
  void over() {}

  /// Gives the machine bytes, as one receive as far as they fit.
  void receive(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int at = offset; at < end && !ended; at += RECEIVE_BYTES) {
      int count = Math.min(RECEIVE_BYTES, end - at);
      MemorySegment.copy(bytes, at, receiveBuffer, ValueLayout.JAVA_BYTE, 0, count);
      machine().received(receiveBuffer.address(), count, NOW);
      // What was received does not outlive the call.
      receiveBuffer.fill((byte) 'Z');
      settle();
    }
  }

  /// Gives the machine bytes, one per character.
  void receive(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    receive(bytes, 0, bytes.length);
  }

  /// The peer ends its direction.
  void finishReceiving() {
    if (!ended) {
      machine().receiveEnded(null, NOW);
      settle();
    }
  }

  private void settle() {
    boolean moves = true;
    while (moves) {
      moves = proceed();
      moves |= takeOutput();
    }
  }

  private boolean takeOutput() {
    boolean had = !output.isEmpty();
    List<Buffer> taken = List.copyOf(output);
    output.clear();
    for (Buffer buffer : taken) {
      byte[] bytes = new byte[buffer.readable()];
      MemorySegment.copy(
          Memory.ALL, ValueLayout.JAVA_BYTE, buffer.readAddress(), bytes, 0, bytes.length);
      sent.writeBytes(bytes);
      pool.release(buffer);
    }
    if (had && !ended) {
      machine().drained(NOW);
    }
    return had;
  }

  /// What the peer got so far.
  byte[] sent() {
    return sent.toByteArray();
  }

  /// What the peer got so far, one character per byte.
  String sentText() {
    return sent.toString(StandardCharsets.ISO_8859_1);
  }

  /// Whether the machine has ended the connection.
  boolean ended() {
    return ended;
  }

  /// Ends the connection and answers how much was not given back.
  int leaks() {
    machine().closed(NOW);
    over();
    settle();
    return pool.buffersInUse();
  }

  @Override
  public @Nullable Buffer reserve(int size) {
    if (ended) {
      throw new AssertionError("output behind the end");
    }
    Buffer last = output.isEmpty() ? null : output.getLast();
    if (last != null && last.writable() >= size) {
      return last;
    }
    Buffer buffer = pool.acquireForOutput(size);
    if (buffer != null) {
      output.add(buffer);
    }
    return buffer;
  }

  @Override
  public void flushLater() {}

  @Override
  public long pendingOutput() {
    return output.stream().mapToLong(Buffer::readable).sum();
  }

  @Override
  public void pauseReceiving() {}

  @Override
  public void resumeReceiving() {}

  @Override
  public void finish() {
    end();
  }

  @Override
  public void reset() {
    end();
  }

  private void end() {
    if (ended) {
      throw new AssertionError("ended twice");
    }
    ended = true;
  }

  @Override
  public void close() {
    arena.close();
    pool.close();
  }
}
