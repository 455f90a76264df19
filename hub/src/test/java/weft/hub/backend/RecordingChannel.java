package weft.hub.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.Memory;

/// Remembers what a back-end told of one channel, and checks the rules that hold for all channels:
/// events inside turns only, none after closing, bytes followed by memory that may be used.
final class RecordingChannel implements ChannelEvents {
  private static final int PAD_BYTES = 64;

  int handle;
  final List<RecordingChannel> accepted = new ArrayList<>();
  final List<Datagram> datagrams = new ArrayList<>();
  final List<Integer> sent = new ArrayList<>();
  final ByteArrayOutputStream received = new ByteArrayOutputStream();
  final List<String> log = new ArrayList<>();
  boolean connected;
  boolean inputEnded;
  boolean closed;

  /// The last failure told of, by whichever event.
  @Nullable IoFailure failure;

  /// What to do at the next event of the kind, once.
  @Nullable Runnable onReceived;

  @Nullable Runnable onSent;
  @Nullable Runnable onAccepted;
  @Nullable Runnable onClosed;

  /// Whether the owner has called close; set by [#close].
  private boolean closing;

  private boolean resetting;

  private final BackendLoop loop;
  private long outgoingAddress;
  private int outgoingLeft;

  RecordingChannel(BackendLoop loop) {
    this.loop = loop;
  }

  String text() {
    return received.toString(StandardCharsets.ISO_8859_1);
  }

  int send(byte[] content) {
    return loop.backend.send(handle, loop.bytes(content), content.length);
  }

  int send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends all of it, going on whenever a pending send ends.
  void sendAll(byte[] content) {
    outgoingAddress = loop.bytes(content);
    outgoingLeft = content.length;
    sendRest();
  }

  /// Bytes of [#sendAll] that the system has not taken.
  int outgoingLeft() {
    return outgoingLeft;
  }

  private void sendRest() {
    while (outgoingLeft > 0 && failure == null) {
      int taken = loop.backend.send(handle, outgoingAddress, outgoingLeft);
      if (taken == Backend.PENDING) {
        return;
      }
      assertThat(taken).isBetween(1, outgoingLeft);
      outgoingAddress += taken;
      outgoingLeft -= taken;
    }
  }

  void close(boolean reset) {
    closing = true;
    resetting = reset;
    loop.backend.close(handle, reset);
  }

  private void event(String what) {
    log.add(what);
    assertThat(loop.inTurn()).as("%s comes inside a turn", what).isTrue();
    assertThat(closed).as("%s comes before closed", what).isFalse();
    boolean last = what.equals("closed") || (what.equals("accepted") && !resetting);
    assertThat(closing && !last).as("%s comes after close", what).isFalse();
  }

  private static void run(@Nullable Runnable action) {
    if (action != null) {
      action.run();
    }
  }

  @Override
  public ChannelEvents accepted(int connection) {
    event("accepted");
    var owner = loop.adopt(connection);
    accepted.add(owner);
    run(onAccepted);
    return owner;
  }

  @Override
  public void acceptFailed(IoFailure reason) {
    event("acceptFailed " + reason);
    failure = reason;
  }

  @Override
  public void connected(@Nullable IoFailure reason) {
    event("connected " + reason);
    connected = reason == null;
    failure = reason;
  }

  @Override
  public void received(long address, int length) {
    event("received");
    assertThat(length).isPositive();
    var content = new byte[length];
    Memory.copyOut(address, content, 0, length);
    received.writeBytes(content);
    for (int offset = 0; offset < PAD_BYTES; offset++) {
      Memory.putByte(address + length + offset, (byte) -1);
    }
    var action = onReceived;
    onReceived = null;
    run(action);
  }

  @Override
  public void receivedFrom(long address, int length, SocketAddress sender, boolean truncated) {
    event("receivedFrom");
    var content = new byte[length];
    Memory.copyOut(address, content, 0, length);
    datagrams.add(
        new Datagram(new String(content, StandardCharsets.ISO_8859_1), sender, truncated));
  }

  @Override
  public void receiveEnded(@Nullable IoFailure reason) {
    event("receiveEnded " + reason);
    inputEnded = true;
    if (reason != null) {
      failure = reason;
    }
  }

  @Override
  public void sent(int length, @Nullable IoFailure reason) {
    event("sent " + reason);
    sent.add(length);
    if (reason != null) {
      failure = reason;
      assertThat(length).isZero();
    }
    if (outgoingLeft > 0) {
      outgoingAddress += length;
      outgoingLeft -= length;
      sendRest();
    }
    run(onSent);
  }

  @Override
  public void closed() {
    event("closed");
    closed = true;
    run(onClosed);
  }

  @Override
  public String toString() {
    return handle + ":" + (log.size() > 10 ? log.size() + " events, last " + log.getLast() : log);
  }

  record Datagram(String text, SocketAddress sender, boolean truncated) {}
}
