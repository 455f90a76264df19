package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutgoingRequest;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;

/// One call of a client's HTTP/1.1 machine, whose response is read as it comes, and told as
/// [ReferenceResponse] does. One thread, no socket, no clock.
final class ResponseClient implements ClientLink, ClientStreamOwner, AutoCloseable {
  private static final long NOW = 1_000_000_000L;

  private final BufferPool pool = new BufferPool(8L << 20);
  private final Http1ClientMachine machine;
  private final ClientStream stream;
  private final StringBuilder told = new StringBuilder();
  private final List<Buffer> output = new ArrayList<>();
  private final byte[] target = new byte[1000];
  private final boolean connects;
  private boolean answered;
  private boolean over;
  private boolean failed;
  private boolean ended;

  private ResponseClient(String method) {
    connects = method.equals("CONNECT");
    Http1ClientHub shared = new Http1ClientHub(8192, 100, 10_000, Duration.ofSeconds(10), pool);
    machine = new Http1ClientMachine(shared, this, NOW);
    stream =
        machine.begin(
            new OutgoingRequest(method, "http", "a:1", "a:1", new FieldList(), 0, false),
            this,
            NOW);
    takeOutput();
  }

  /// Plays a response that comes in pieces of a length, up to the end of the connection.
  static String play(String method, byte[] data, int pieceLength) {
    try (ResponseClient client = new ResponseClient(method)) {
      for (int at = 0; at < data.length && !client.ended; at += pieceLength) {
        client.receive(Arrays.copyOfRange(data, at, Math.min(data.length, at + pieceLength)));
      }
      return client.outcome();
    }
  }

  private void receive(byte[] piece) {
    try (FuzzMemory memory = new FuzzMemory(piece)) {
      machine.received(memory.address(), piece.length, NOW);
      memory.verify(piece);
    }
    read();
  }

  private void read() {
    while (answered && !over && !failed) {
      int count = stream.readBody(target, 0, target.length, NOW);
      if (count == Outcome.WAIT) {
        return;
      }
      over = count == Outcome.END;
      told.append(new String(target, 0, Math.max(0, count), ISO_8859_1));
    }
  }

  private String outcome() {
    if (isTunnel()) {
      BufferQueue rest = machine.rest();
      told.append("tunnel ");
      while (!rest.isEmpty()) {
        byte[] bytes = new byte[rest.runLength()];
        rest.copyOut(pool, bytes, 0, bytes.length);
        told.append(new String(bytes, ISO_8859_1));
      }
      stream.release(NOW);
      return told.toString();
    }
    if (!over && !failed) {
      machine.receiveEnded(null, NOW);
      read();
    }
    if (!over && !failed) {
      throw new AssertionError("neither over nor failed at the end: " + told);
    }
    if (over) {
      told.append(shown(stream.trailers()));
    }
    stream.release(NOW);
    if (failed) {
      check(ended && machine.isSpent(), "open behind a failure");
      return ReferenceResponse.FAILED;
    }
    return told.append(machine.available() > 0 ? " available" : " spent").toString();
  }

  private boolean isTunnel() {
    return connects && answered && stream.status() / 100 == 2;
  }

  private static String shown(FieldTable fields) {
    List<String> lines = new ArrayList<>();
    for (int index = 0; index < fields.size(); index++) {
      lines.add(fields.name(index) + "=" + fields.value(index));
    }
    return lines.toString();
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  @Override
  public void informed(int status, FieldTable fields) {
    check(!answered && !failed, "informed too late");
    told.append(status).append(shown(fields)).append(' ');
  }

  @Override
  public void answered() {
    check(!answered && !failed, "answered too late");
    answered = true;
    told.append(stream.status()).append(shown(stream.fields())).append(' ');
  }

  @Override
  public void ready() {
    check(!failed, "ready behind the failure");
  }

  @Override
  public void failed(CallFailure failure) {
    check(!failed && !over, "failed twice, or behind the end");
    failed = true;
  }

  @Override
  public void availabilityChanged() {}

  @Override
  public @Nullable Buffer reserve(int size) {
    Buffer buffer = pool.acquireForOutput(size);
    if (buffer != null) {
      output.add(buffer);
    }
    return buffer;
  }

  private void takeOutput() {
    output.forEach(pool::release);
    output.clear();
  }

  @Override
  public void flushLater() {}

  @Override
  public long pendingOutput() {
    return 0;
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
    check(!ended, "ended twice");
    ended = true;
  }

  @Override
  public void close() {
    machine.closed(NOW);
    check(pool.buffersInUse() == 0, "buffers are not given back");
    pool.close();
  }
}
