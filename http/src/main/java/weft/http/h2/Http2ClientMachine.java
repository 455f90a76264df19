package weft.http.h2;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ClientMachine;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.OutgoingRequest;

/// One HTTP/2 connection of a client: requests go out as streams, many at a time, and their
/// responses come in.
///
/// ```
///   OPEN ──drain, GOAWAY of the server──> LEAVING ──last call over──┐
///     └───────────── fault, end, loss ──────────────────────────────┴──> CLOSED
/// ```
///
/// Requests may begin at once, before the server has said anything. No I/O, clock or thread: see
/// [ClientLink]. Time is what callers say it is. Confined to a hub.
public final class Http2ClientMachine implements ClientMachine {
  private final Http2Hub shared;
  private final ClientSide side;
  private final Http2Endpoint endpoint;

  /// When our settings have to be acknowledged.
  private long acknowledgeDeadline;

  /// A connection just opened, on which the server expects HTTP/2.
  public Http2ClientMachine(Http2Hub shared, ClientLink link, long nowNanos) {
    this(shared, link, 1, nowNanos);
  }

  /// The same, with another id for its first stream.
  Http2ClientMachine(Http2Hub shared, ClientLink link, int firstId, long nowNanos) {
    this.shared = shared;
    side = new ClientSide(shared, link, firstId, nowNanos);
    endpoint = side.endpoint();
    acknowledgeDeadline = nowNanos + shared.pingTimeoutNanos;
    announce(endpoint.control, endpoint.flow);
  }

  /// The client's preface, its settings, and the connection's window ([RFC 9113
  /// §3.4](https://www.rfc-editor.org/rfc/rfc9113#section-3.4)).
  private void announce(ControlFrames control, ReceiveFlow flow) {
    control.preface();
    int tableBytes = shared.options.headerTableBytes();
    if (tableBytes == 4096) {
      control.settings(
          PeerSettings.ENABLE_PUSH, 0,
          PeerSettings.INITIAL_WINDOW_SIZE, flow.streamWindow(),
          PeerSettings.MAX_HEADER_LIST_SIZE, shared.limits.headBytesMax());
    } else {
      control.settings(
          PeerSettings.HEADER_TABLE_SIZE,
          tableBytes,
          PeerSettings.ENABLE_PUSH,
          0,
          PeerSettings.INITIAL_WINDOW_SIZE,
          flow.streamWindow(),
          PeerSettings.MAX_HEADER_LIST_SIZE,
          shared.limits.headBytesMax());
    }
    flow.announce();
  }

  // Calls.

  @Override
  public int available() {
    return side.available();
  }

  @Override
  public boolean isSpent() {
    return side.isSpent();
  }

  @Override
  public boolean refusesExtendedConnect() {
    return side.refusesExtendedConnect();
  }

  /// Begins a call.
  ///
  /// @throws IllegalArgumentException when the head of the request passes 64 KiB
  /// @throws IllegalStateException when none is [#available], or an extended CONNECT is refused
  @Override
  public ClientStream begin(OutgoingRequest request, ClientStreamOwner owner, long nowNanos) {
    return side.begin(request, owner, nowNanos);
  }

  // What happens to the connection.

  @Override
  public void received(long address, int length, long nowNanos) {
    if (endpoint.heard(length, nowNanos)) {
      side.enter(nowNanos);
      endpoint.read(address, length);
      side.leave();
    }
  }

  @Override
  public void receiveEnded(@Nullable IOException failure, long nowNanos) {
    side.enter(nowNanos);
    endpoint.receiveEnded(failure, nowNanos);
    side.leave();
  }

  @Override
  public void drained(long nowNanos) {
    side.enter(nowNanos);
    // Heads go before data.
    side.sendHeads();
    endpoint.drained(nowNanos);
    side.leave();
  }

  @Override
  public void closed(long nowNanos) {
    cut(nowNanos);
  }

  @Override
  public long deadlineNanos() {
    long deadline = endpoint.deadlineNanos();
    return endpoint.isOpen() && !side.isAcknowledged()
        ? Math.min(deadline, acknowledgeDeadline)
        : deadline;
  }

  @Override
  public void expired(long nowNanos) {
    side.enter(nowNanos);
    endpoint.expired(nowNanos);
    if (endpoint.isOpen() && !side.isAcknowledged() && nowNanos >= acknowledgeDeadline) {
      acknowledgeLate(nowNanos);
    }
    side.leave();
  }

  /// "If the sender of a SETTINGS frame does not receive an acknowledgment within a reasonable
  /// amount of time, it MAY issue a connection error". Unless it cannot be heard for want of
  /// memory. https://www.rfc-editor.org/rfc/rfc9113#section-6.5.3
  private void acknowledgeLate(long nowNanos) {
    if (endpoint.isDeaf()) {
      acknowledgeDeadline = nowNanos + ConnectionLink.MEMORY_GRACE_NANOS;
    } else {
      endpoint.fail(Http2Fault.SETTINGS_TIMEOUT);
    }
  }

  @Override
  public void drain(long nowNanos) {
    side.enter(nowNanos);
    if (endpoint.isOpen()) {
      side.drain();
    }
    side.leave();
  }

  @Override
  public void cut(long nowNanos) {
    side.enter(nowNanos);
    endpoint.cut(nowNanos);
    side.leave();
  }
}
