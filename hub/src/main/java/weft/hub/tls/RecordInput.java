package weft.hub.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;
import weft.hub.tls.engine.TlsEngine;
import weft.hub.tls.engine.TlsScratch;

/// Received bytes on their way to who takes the plain ones: records are decrypted as they come, and
/// held as they are while the handshake needs its time or the receiver has paused.
///
/// What is held goes first, and while something is held all that arrives goes behind it. The end of
/// the stream is told once, behind all bytes.
///
/// On the hub's thread.
final class RecordInput {
  /// Bytes that may wait for a task or a receiver, in bytes. Receiving stops while it runs, but
  /// what the system has handed over already still comes, and a client sends megabytes right behind
  /// its handshake: as much as a back-end has receive buffers.
  private static final long HELD_MAX = 16L << 20;

  private final TlsConnection connection;
  private final Hub hub;
  private final TcpConnection tcp;
  private final BufferQueue held = new BufferQueue();

  /// Decrypts; `null` before the handshake is done and after the connection has ended.
  private @Nullable TlsEngine engine;

  private @Nullable StreamReceiver receiver;
  private boolean paused;
  private boolean ended;
  private @Nullable IOException endFailure;

  /// The peer has ended the socket's stream, which is to be told behind what is held.
  private boolean peerGone;

  private boolean heldIsDue;

  RecordInput(TlsConnection connection, TcpConnection tcp) {
    this.connection = connection;
    this.hub = tcp.hub();
    this.tcp = tcp;
  }

  /// Received bytes that no engine has taken.
  BufferQueue held() {
    return held;
  }

  /// Keeps received bytes; `false` when they are too many.
  boolean hold(long address, int length) {
    if (held.size() + length > HELD_MAX) {
      return false;
    }
    held.append(hub.buffers(), address, length);
    return true;
  }

  /// The handshake is done: what comes from now on is decrypted.
  void begin(TlsEngine established) {
    engine = established;
  }

  /// Nothing is decrypted any more.
  void stop() {
    engine = null;
    held.clear(hub.buffers());
  }

  @HotPath
  boolean isReading() {
    return engine != null;
  }

  boolean isEnded() {
    return ended;
  }

  boolean isPeerGone() {
    return peerGone;
  }

  void peerGone() {
    peerGone = true;
  }

  @Nullable StreamReceiver receiver() {
    return receiver;
  }

  /// Somebody takes over. When nothing more comes, this one is not to wait for ever: the one before
  /// was told of that.
  void receiver(StreamReceiver successor) {
    receiver = successor;
    if (ended) {
      hub.execute(() -> tellEnd(successor));
    }
  }

  private void tellEnd(StreamReceiver successor) {
    if (receiver == successor && isReading()) {
      successor.receiveEnded(endFailure);
    }
  }

  void pause() {
    paused = true;
    tcp.pauseReceiving();
  }

  /// Goes on after a pause.
  ///
  /// @param taskRunning whether the socket stays stopped meanwhile
  void resume(boolean taskRunning) {
    paused = false;
    if (isReading() && (!held.isEmpty() || peerGone)) {
      // The socket goes on behind them, or they would grow while the receiver takes its time.
      deliverHeldLater();
    } else if (!taskRunning) {
      tcp.resumeReceiving();
    }
  }

  /// The socket goes on, unless nothing more comes or is wanted.
  void resumeSocket() {
    if (!peerGone && !paused) {
      tcp.resumeReceiving();
    }
  }

  /// Bytes came from the socket.
  @HotPath
  void received(long address, int length) {
    if (paused || !held.isEmpty()) {
      holdSlow(address, length);
    } else {
      decrypt(address, length);
    }
  }

  /// Bytes that arrive although receiving was stopped, or behind such.
  private void holdSlow(long address, int length) {
    if (!hold(address, length)) {
      connection.overloaded();
    } else if (!paused) {
      deliverHeldLater();
    }
  }

  /// The socket's stream has ended.
  void receiveEnded(@Nullable IOException failure) {
    if (!ended && failure == null && !held.isEmpty()) {
      peerGone = true;
    } else if (!ended) {
      end(failure == null ? TlsFailure.truncated() : failure);
    } else if (failure != null) {
      tcp.reset();
    }
  }

  /// Tells the receiver that nothing more comes.
  void end(@Nullable IOException failure) {
    ended = true;
    endFailure = failure;
    if (receiver != null) {
      receiver.receiveEnded(failure);
    }
  }

  /// Delivers what came behind the handshake.
  void deliverFirst() {
    TlsEngine present = engine;
    if (held.isEmpty() && present != null && present.holdsInput()) {
      decrypt(0, 0);
    }
    deliverHeld();
  }

  /// Not at once: who goes on receiving does not expect bytes before it has returned.
  private void deliverHeldLater() {
    if (!heldIsDue) {
      heldIsDue = true;
      hub.execute(this::heldTurnHasCome);
    }
  }

  private void heldTurnHasCome() {
    heldIsDue = false;
    try {
      deliverHeld();
    } catch (RuntimeException | AssertionError bug) {
      tcp.reset();
      throw bug;
    }
  }

  private void deliverHeld() {
    while (!paused && isReading() && !held.isEmpty()) {
      int length = held.runLength();
      decrypt(held.address(), length);
      // The receiver may have ended all this.
      if (!held.isEmpty()) {
        held.consume(hub.buffers(), length);
      }
    }
    if (paused || !isReading() || !held.isEmpty()) {
      return;
    }
    if (!peerGone) {
      tcp.resumeReceiving();
    } else if (!ended) {
      end(TlsFailure.truncated());
    }
  }

  @HotPath
  private void decrypt(long address, int length) {
    TlsEngine present = engine;
    long room = TlsScratch.get().received();
    boolean holds = present != null && present.holdsInput();
    while (present != null && !ended && (length > 0 || holds)) {
      int count = present.decrypt(address, length, room, TlsEngine.PLAIN_MAX);
      int consumed = present.consumed();
      address += consumed;
      length -= consumed;
      if (count > 0) {
        deliver(room, count);
      } else if (count < 0) {
        endSlow(present, count);
      } else if (consumed == 0 && !holds) {
        return;
      }
      // The receiver may have ended all this.
      present = engine;
      holds = present != null && present.holdsInput();
    }
    if (present != null && present.outputSize() > 0) {
      connection.sendOutput(present);
    }
  }

  @HotPath
  private void deliver(long address, int length) {
    if (receiver != null) {
      receiver.received(address, length);
    }
  }

  private void endSlow(TlsEngine present, int answer) {
    if (answer == TlsEngine.ENDED) {
      connection.sendOutput(present);
      end(null);
    } else {
      connection.broken(present);
    }
  }
}
