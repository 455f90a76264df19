package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.Http2Options;
import weft.http.h1.NativeText;
import weft.http.protocol.ClientLink;
import weft.http.protocol.OutgoingRequest;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

/// Drives an [Http2ClientMachine] without a network: remembers what the machine asks for, and plays
/// the server with a [FrameScript] and a [FrameLog].
final class CallLink implements ClientLink {
  static final long SECOND = 1_000_000_000L;

  private static final int PIECE_BYTES = 32 * 1024;

  final BufferPool pool;
  final FrameScript server = new FrameScript();
  final FrameLog log = new FrameLog(true);
  final Http2Hub shared;
  final Http2ClientMachine machine;
  final List<TestCall> calls = new ArrayList<>();
  private final List<Buffer> output = new ArrayList<>();

  /// Whether there is memory for output.
  boolean hasMemory = true;

  boolean paused;
  boolean finished;
  boolean reset;

  /// How often availability has changed.
  int changes;

  /// What to do when it does.
  Runnable onChange = () -> {};

  long now = 1000 * SECOND;

  CallLink() {
    this(Http2Options.DEFAULTS);
  }

  CallLink(Http2Options options) {
    this(options, new BufferPool(16 << 20), 1);
  }

  CallLink(Http2Options options, BufferPool pool, int firstId) {
    this.pool = pool;
    shared = new Http2Hub(options, 16_384, 100, 65_536, Duration.ofSeconds(30), pool);
    machine = new Http2ClientMachine(shared, this, firstId, now);
  }

  /// The prefaces have been exchanged, and the first lines are forgotten.
  CallLink begun(int... settings) {
    server.settings(settings).settingsAck();
    send();
    takeLines();
    return this;
  }

  // Calls.

  static OutgoingRequest request(String method, String target, long length, String... fields) {
    return request(method, target, length, false, fields);
  }

  static OutgoingRequest request(
      String method, String target, long length, boolean expectsContinue, String... fields) {
    FieldList list = new FieldList();
    for (int index = 0; index < fields.length; index += 2) {
      list.add(fields[index], fields[index + 1]);
    }
    return new OutgoingRequest(
        method, "https", "example.com", target, list, length, expectsContinue);
  }

  TestCall begin(OutgoingRequest request) {
    TestCall call = new TestCall(this);
    call.stream = machine.begin(request, call, now);
    calls.add(call);
    return call;
  }

  TestCall get() {
    return begin(request("GET", "/", 0));
  }

  TestCall post(long length) {
    return begin(request("POST", "/", length));
  }

  // The server.

  /// The server's script arrives.
  CallLink send() {
    return receive(server.take());
  }

  CallLink receive(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
      int length = Math.min(PIECE_BYTES, bytes.length - at);
      byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
      machine.received(NativeText.of(piece, (byte) ':'), length, now);
    }
    return this;
  }

  /// A response without a body.
  CallLink answer(int streamId) {
    server.headers(streamId, true, ":status", "200");
    return send();
  }

  /// What is pending.
  byte[] takeBytes(int most) {
    byte[] taken = new byte[(int) Math.min(most, pendingOutput())];
    int at = 0;
    while (at < taken.length) {
      Buffer first = output.getFirst();
      int count = Math.min(taken.length - at, first.readable());
      Memory.copyOut(first.readAddress(), taken, at, count);
      first.read(count);
      at += count;
      if (first.readable() == 0) {
        pool.release(output.removeFirst());
      }
    }
    if (!reset) {
      log.read(taken);
    }
    if (at > 0 && output.isEmpty() && !finished && !reset) {
      machine.drained(now);
    }
    return taken;
  }

  /// A line for each frame the server has received since the last time.
  List<String> takeLines() {
    while (!output.isEmpty()) {
      takeBytes(Integer.MAX_VALUE);
    }
    return log.takeLines();
  }

  /// Text that was sent on a stream.
  String sent(int streamId) {
    return new String(log.stream(streamId).content(), ISO_8859_1);
  }

  boolean isOver() {
    return finished || reset;
  }

  long faults(Http2Fault fault) {
    return shared.tally().faults[fault.number()];
  }

  /// Lets time pass, and the deadlines that are due with it.
  void pass(long nanos) {
    long end = now + nanos;
    for (int step = 0; step < 100_000 && machine.deadlineNanos() <= end; step++) {
      now = Math.max(now, machine.deadlineNanos());
      machine.expired(now);
    }
    FrameLog.check(machine.deadlineNanos() > end, "deadlines without end");
    now = end;
  }

  /// The connection is gone and callers are done; every buffer must be back.
  void close() {
    machine.closed(now);
    for (TestCall call : calls) {
      call.release();
    }
    for (Buffer buffer : output) {
      pool.release(buffer);
    }
    output.clear();
    FrameLog.check(machine.isSpent() && machine.available() == 0, "calls on a closed connection");
    FrameLog.check(pool.buffersInUse() == 0, pool.buffersInUse() + " buffers not returned");
  }

  // What the machine asks for.

  @Override
  public @Nullable Buffer reserve(int size) {
    FrameLog.check(!finished || reset, "output behind the end of the connection");
    FrameLog.check(size >= 1 && size <= BufferPool.SIZE_MAX, "a reservation of " + size);
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
  public void flushLater() {}

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
    FrameLog.check(!paused, "receiving is paused twice");
    paused = true;
  }

  @Override
  public void resumeReceiving() {
    FrameLog.check(paused, "receiving goes on that was not paused");
    paused = false;
  }

  @Override
  public void finish() {
    FrameLog.check(!finished, "finished twice");
    finished = true;
  }

  @Override
  public void reset() {
    reset = true;
  }

  @Override
  public void availabilityChanged() {
    changes++;
    onChange.run();
  }
}
