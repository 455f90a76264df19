package weft.verify.machine;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.HttpOptions;
import weft.http.h2.Http2Connection;
import weft.http.h2.Http2Hub;
import weft.http.h2.Http2Link;
import weft.http.h2.Http2Stream;
import weft.http.h2.Http2Tally;
import weft.http.protocol.DateLine;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

/// One connection of the HTTP/2 machine, echoing handlers behind it and a client that takes
/// everything at once in front of it. One thread, no socket, no clock.
final class StreamMachine implements Http2Link, AutoCloseable {
  static final long NOW = 1_000_000_000L;

  private static final int RECEIVE_BYTES = 32 << 10;

  private final BufferPool pool = new BufferPool(8L << 20);
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment receiveBuffer = arena.allocate(RECEIVE_BYTES + Buffer.TAIL_PAD, 8);
  private final Http2Hub shared =
      new Http2Hub(HttpOptions.DEFAULTS, pool, new Http2Tally(), DateLine.of(Instant.EPOCH));
  private final List<Buffer> output = new ArrayList<>();
  private final List<MachineHandler> handlers = new ArrayList<>();
  private final List<MachineHandler> spare = new ArrayList<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final Http2Connection connection = new Http2Connection(shared, this, NOW);
  private boolean ended;
  private int lent;

  Http2Connection connection() {
    return connection;
  }

  /// Gives the machine bytes, as one receive as far as they fit.
  void receive(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int at = offset; at < end && !ended; at += RECEIVE_BYTES) {
      int count = Math.min(RECEIVE_BYTES, end - at);
      MemorySegment.copy(bytes, at, receiveBuffer, ValueLayout.JAVA_BYTE, 0, count);
      connection.received(receiveBuffer.address(), count, NOW);
      // What was received does not outlive the call.
      receiveBuffer.fill((byte) 'Z');
      settle();
    }
  }

  private void settle() {
    boolean moves = true;
    while (moves) {
      moves = false;
      for (MachineHandler handler : List.copyOf(handlers)) {
        moves |= handler.proceed();
      }
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
      connection.drained(NOW);
    }
    return had;
  }

  /// What the client got so far.
  byte[] sent() {
    return sent.toByteArray();
  }

  /// Whether the machine has ended the connection.
  boolean ended() {
    return ended;
  }

  /// Ends the connection and answers what was not given back: buffers and streams.
  int leaks() {
    connection.closed(NOW);
    settle();
    long open = handlers.stream().filter(MachineHandler::isOpen).count();
    return pool.buffersInUse() + lent + (int) open;
  }

  void released(MachineHandler handler) {
    lent--;
    handlers.remove(handler);
    spare.add(handler);
  }

  @Override
  public Http2Stream acquire() {
    lent++;
    MachineHandler handler =
        spare.isEmpty() ? new MachineHandler(this, shared) : spare.removeLast();
    handlers.add(handler);
    return handler.stream;
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
    Buffer buffer = pool.acquire(size);
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
