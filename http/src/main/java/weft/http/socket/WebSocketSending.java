package weft.http.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketBroadcast;
import weft.http.ws.QueuedMessage;
import weft.hub.Hub;
import weft.hub.Signal;

/// A message on its way to the hub, or one that waits there for room; and the thread that waits for
/// it, if one does.
final class WebSocketSending extends QueuedMessage implements Runnable {
  private final LiveWebSocket socket;
  private final boolean waits;
  private final boolean isFragment;
  private final int bytes;
  private final Signal settled;
  private volatile boolean isSettled;
  private volatile boolean isSent;

  /// A whole message.
  ///
  /// @param waits whether somebody waits until it is sent
  WebSocketSending(
      Hub hub,
      LiveWebSocket socket,
      boolean isText,
      byte[] payload,
      @Nullable WebSocketBroadcast broadcast,
      boolean waits) {
    super(isText, payload, broadcast);
    this.socket = socket;
    this.waits = waits;
    isFragment = false;
    bytes = payload.length;
    settled = new Signal(hub);
  }

  /// A fragment, which is waited for.
  WebSocketSending(
      Hub hub, LiveWebSocket socket, boolean isText, byte[] payload, Object stream, boolean last) {
    super(isText, payload, stream, last);
    this.socket = socket;
    waits = true;
    isFragment = true;
    bytes = payload.length;
    settled = new Signal(hub);
  }

  int bytes() {
    return bytes;
  }

  /// Sends it, on the hub's thread.
  @Override
  public void run() {
    WebSocketCarrier carrier = socket.carrier();
    if (!carrier.machine().send(this, carrier.nowNanos())) {
      settled(false);
    }
    carrier.stepped();
  }

  @Override
  protected boolean isAwaited() {
    return waits;
  }

  @Override
  protected void settled(boolean sent) {
    if (!isSettled) {
      isSent = sent;
      isSettled = true;
      if (waits) {
        settled.raise();
      }
    }
  }

  /// Waits until it is sent, where somebody is to.
  void await() throws IOException {
    if (waits) {
      while (!isSettled) {
        awaitOnce();
      }
      if (!isSent) {
        throw socket.failure();
      }
    } else if (isSettled && !isSent && socket.closed() != null) {
      throw socket.failure();
    }
  }

  private void awaitOnce() throws IOException {
    try {
      LiveWebSocket.await(settled);
    } catch (InterruptedIOException interrupted) {
      if (!isFragment) {
        socket.step((machine, _) -> machine.withdraw(this));
      }
      throw interrupted;
    }
  }
}
