package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.ClientLink;
import weft.http.protocol.OutgoingRequest;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

/// Drives an [Http1ClientMachine] without a network: remembers what the machine asks for, and plays
/// the server.
final class RecordingClientLink implements ClientLink {
  static final long SECOND = 1_000_000_000L;
  static final int HEAD_BYTES_MAX = 1024;
  static final int FIELD_COUNT_MAX = 10;
  static final long DISCARD_BYTES_MAX = 1000;

  final BufferPool pool = new BufferPool(16 << 20);
  final Http1ClientHub shared =
      new Http1ClientHub(
          HEAD_BYTES_MAX, FIELD_COUNT_MAX, DISCARD_BYTES_MAX, Duration.ofSeconds(10), pool);
  final Http1ClientMachine machine;
  private final List<Buffer> output = new ArrayList<>();
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  /// Whether there is memory for output.
  boolean hasMemory = true;

  boolean paused;
  boolean finished;
  boolean reset;
  int availabilityChanges;
  int flushes;
  long now = 1000 * SECOND;

  /// Begins a call as soon as one is available, as a pool does for whoever waits.
  @Nullable Runnable whenAvailable;

  RecordingClientLink() {
    machine = new Http1ClientMachine(shared, this, now);
  }

  /// Begins a call whose owner remembers everything.
  RecordingOwner begin(OutgoingRequest request) {
    RecordingOwner owner = new RecordingOwner(this);
    owner.stream = machine.begin(request, owner, now);
    return owner;
  }

  // The server.

  /// The server sends a Latin-1 text, in one piece.
  void receive(String text) {
    receive(text, text.length());
  }

  /// The server sends a Latin-1 text in pieces of a length.
  void receive(String text, int pieceLength) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int at = 0; at < bytes.length; at += pieceLength) {
      int length = Math.min(Math.min(pieceLength, 32 * 1024), bytes.length - at);
      receive(bytes, at, length);
      at -= pieceLength - length;
    }
  }

  /// The server sends bytes.
  void receive(byte[] bytes, int from, int length) {
    byte[] piece = Arrays.copyOfRange(bytes, from, from + length);
    long address = NativeText.of(piece, (byte) ':');
    machine.received(address, length, now);
    // What was received does not outlive the call.
    Memory.copyIn(new byte[length], 0, address, length);
  }

  /// What the server has received so far, and forgets that; the system takes it all.
  String taken() {
    takeOutput();
    String text = taken.toString(ISO_8859_1);
    taken.reset();
    return text;
  }

  /// The system takes everything that is pending.
  void takeOutput() {
    boolean had = !output.isEmpty();
    for (Buffer buffer : output) {
      byte[] bytes = new byte[buffer.readable()];
      Memory.copyOut(buffer.readAddress(), bytes, 0, bytes.length);
      taken.writeBytes(bytes);
      pool.release(buffer);
    }
    output.clear();
    if (had && !finished && !reset) {
      machine.drained(now);
    }
  }

  /// Lets time pass, and the deadlines that are due with it.
  void pass(long nanos) {
    long end = now + nanos;
    for (int step = 0; step < 1000 && machine.deadlineNanos() <= end; step++) {
      now = Math.max(now, machine.deadlineNanos());
      machine.expired(now);
    }
    now = end;
  }

  /// The connection is gone; calls must have been released. Answers the buffers not given back.
  int close() {
    machine.closed(now);
    for (Buffer buffer : output) {
      pool.release(buffer);
    }
    output.clear();
    int leaks = pool.buffersInUse();
    pool.close();
    return leaks;
  }

  /// The system takes what is pending, and the connection is gone.
  int takeAndClose() {
    takeOutput();
    return close();
  }

  /// How the connection stands.
  String standing() {
    String ending = reset ? "reset" : finished ? "finished" : "open";
    return ending + (machine.available() > 0 ? " available" : machine.isSpent() ? " spent" : "");
  }

  // What the machine asks for.

  @Override
  public void availabilityChanged() {
    availabilityChanges++;
    if (whenAvailable != null && machine.available() > 0) {
      whenAvailable.run();
    }
  }

  @Override
  public @Nullable Buffer reserve(int size) {
    if (finished || reset) {
      throw new AssertionError("output behind the end");
    }
    if (!hasMemory) {
      return null;
    }
    if (!output.isEmpty() && output.getLast().writable() >= size) {
      return output.getLast();
    }
    Buffer buffer = pool.acquire(size);
    if (buffer != null) {
      output.add(buffer);
    }
    return buffer;
  }

  @Override
  public void flushLater() {
    flushes++;
  }

  @Override
  public long pendingOutput() {
    long bytes = 0;
    for (Buffer buffer : output) {
      bytes += buffer.readable();
    }
    return bytes;
  }

  @Override
  public void pauseReceiving() {
    if (paused || finished || reset) {
      throw new AssertionError("paused twice, or behind the end");
    }
    paused = true;
  }

  @Override
  public void resumeReceiving() {
    if (!paused || finished || reset) {
      throw new AssertionError("resumed twice, or behind the end");
    }
    paused = false;
  }

  @Override
  public void finish() {
    if (finished || reset) {
      throw new AssertionError("ended twice");
    }
    finished = true;
  }

  @Override
  public void reset() {
    if (reset) {
      throw new AssertionError("ended twice");
    }
    reset = true;
  }
}
