package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import weft.http.FieldList;
import weft.http.Http2Options;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ConnectionMachine;
import weft.http.protocol.OutgoingRequest;
import weft.http.protocol.RecordingWire;
import weft.hub.memory.BufferPool;

/// Drives an [Http2ClientMachine] without a network: remembers what the machine asks for, and plays
/// the server with a [FrameScript] and a [FrameLog].
final class CallLink extends RecordingWire implements ClientLink {
  final FrameScript server = new FrameScript();
  final FrameLog log = new FrameLog(true);
  final Http2Hub shared;
  final Http2ClientMachine machine;
  final List<TestCall> calls = new ArrayList<>();

  /// How often availability has changed.
  int changes;

  /// What to do when it does.
  Runnable onChange = () -> {};

  CallLink() {
    this(Http2Options.DEFAULTS);
  }

  CallLink(Http2Options options) {
    this(options, new BufferPool(16 << 20), 1);
  }

  CallLink(Http2Options options, BufferPool pool, int firstId) {
    super(pool);
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
    arrive(bytes);
    return this;
  }

  /// A response without a body.
  CallLink answer(int streamId) {
    server.headers(streamId, true, ":status", "200");
    return send();
  }

  /// A line for each frame the server has received since the last time.
  List<String> takeLines() {
    takeAllOutput();
    return log.takeLines();
  }

  /// Text that was sent on a stream.
  String sent(int streamId) {
    return new String(log.stream(streamId).content(), ISO_8859_1);
  }

  long faults(Http2Fault fault) {
    return shared.tally.faults.count(fault);
  }

  /// The connection is gone and callers are done; every buffer must be back.
  void close() {
    lose();
    for (TestCall call : calls) {
      call.release();
    }
    check(machine.isSpent() && machine.available() == 0, "calls on a closed connection");
    check(pool.buffersInUse() == 0, pool.buffersInUse() + " buffers not returned");
  }

  // What the machine asks for.

  @Override
  protected ConnectionMachine machine() {
    return machine;
  }

  @Override
  protected void delivered(byte[] bytes) {
    log.read(bytes);
  }

  @Override
  public void availabilityChanged() {
    changes++;
    onChange.run();
  }
}
