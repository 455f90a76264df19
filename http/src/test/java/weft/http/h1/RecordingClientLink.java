package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ConnectionMachine;
import weft.http.protocol.OutgoingRequest;
import weft.http.protocol.RecordingWire;
import weft.hub.memory.BufferPool;

/// Drives an [Http1ClientMachine] without a network: remembers what the machine asks for, and plays
/// the server.
final class RecordingClientLink extends RecordingWire implements ClientLink {
  static final int HEAD_BYTES_MAX = 1024;
  static final int FIELD_COUNT_MAX = 10;
  static final long DISCARD_BYTES_MAX = 1000;

  final Http1ClientHub shared =
      new Http1ClientHub(
          HEAD_BYTES_MAX, FIELD_COUNT_MAX, DISCARD_BYTES_MAX, Duration.ofSeconds(10), pool);
  final Http1ClientMachine machine;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  int availabilityChanges;

  /// Begins a call as soon as one is available, as a pool does for whoever waits.
  @Nullable Runnable whenAvailable;

  RecordingClientLink() {
    super(new BufferPool(16 << 20));
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
    arrive(text.getBytes(ISO_8859_1), pieceLength);
  }

  /// What the server has received so far, and forgets that; the system takes it all.
  String taken() {
    takeOutput();
    String text = taken.toString(ISO_8859_1);
    taken.reset();
    return text;
  }

  /// The connection is gone; calls must have been released. Answers the buffers not given back.
  int close() {
    lose();
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
  protected ConnectionMachine machine() {
    return machine;
  }

  @Override
  protected void delivered(byte[] bytes) {
    taken.writeBytes(bytes);
  }
}
