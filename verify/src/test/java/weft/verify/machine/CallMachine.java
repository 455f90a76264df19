package weft.verify.machine;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.Http2Options;
import weft.http.h2.Http2ClientMachine;
import weft.http.h2.Http2Hub;
import weft.http.protocol.ClientLink;
import weft.http.protocol.OutgoingRequest;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

/// One connection of the client's HTTP/2 machine, with calls under way and a server that takes
/// everything at once. One thread, no socket, no clock.
final class CallMachine implements ClientLink, AutoCloseable {
  static final long NOW = 1_000_000_000L;

  private static final int RECEIVE_BYTES = 32 << 10;

  private final BufferPool pool = new BufferPool(8L << 20);
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment receiveBuffer = arena.allocate(RECEIVE_BYTES + Buffer.TAIL_PAD, 8);
  private final List<Buffer> output = new ArrayList<>();
  private final List<MachineCall> calls = new ArrayList<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final Http2ClientMachine machine =
      new Http2ClientMachine(
          new Http2Hub(Http2Options.DEFAULTS, 16_384, 100, 65_536, Duration.ofSeconds(30), pool),
          this,
          NOW);
  private boolean ended;

  /// Begins a call.
  MachineCall begin(String method, long bodyLength) {
    MachineCall call = new MachineCall();
    OutgoingRequest request =
        new OutgoingRequest(
            method, "https", "example.com", "/", new FieldList(), bodyLength, false);
    call.begun(machine.begin(request, call, NOW));
    calls.add(call);
    return call;
  }

  /// Gives the machine bytes, as one receive as far as they fit.
  void receive(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int at = offset; at < end && !ended; at += RECEIVE_BYTES) {
      int count = Math.min(RECEIVE_BYTES, end - at);
      MemorySegment.copy(bytes, at, receiveBuffer, ValueLayout.JAVA_BYTE, 0, count);
      machine.received(receiveBuffer.address(), count, NOW);
      // What was received does not outlive the call.
      receiveBuffer.fill((byte) 'Z');
      settle();
    }
  }

  private void settle() {
    boolean moves = true;
    while (moves) {
      moves = false;
      for (MachineCall call : calls) {
        moves |= call.read();
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
      machine.drained(NOW);
    }
    return had;
  }

  /// What the server got so far.
  byte[] sent() {
    return sent.toByteArray();
  }

  /// Whether the machine has ended the connection.
  boolean ended() {
    return ended;
  }

  /// What the calls were told.
  String told() {
    StringBuilder told = new StringBuilder();
    for (MachineCall call : calls) {
      told.append(call).append('\n');
    }
    return told.toString();
  }

  /// Ends the connection and answers how many buffers were not given back.
  int leaks() {
    machine.closed(NOW);
    for (MachineCall call : calls) {
      call.finish();
    }
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
  public void availabilityChanged() {}

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
