package weft.hub.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.hub.OffloadRefused;
import weft.hub.TcpConnection;
import weft.hub.Timer;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferQueue;
import weft.hub.tls.engine.TlsEngine;
import weft.hub.tls.engine.TlsProblem;
import weft.hub.tls.engine.TlsScratch;

/// The handshake of a connection, from its first bytes to its end or its deadline: feeds the engine
/// with what is held, has long steps run on the offload pool, and tells the connection how it went.
///
/// On the hub's thread.
final class TlsHandshake {
  /// Alert records for failures that no engine has seen: `unexpected_message`, RFC 8446 §6.
  private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 10};

  private final TlsConnection connection;
  private final Hub hub;
  private final TcpConnection tcp;
  private final RecordInput input;
  private final BufferQueue held;
  private final TlsEngine engine;
  private final FirstBytes firstBytes;
  private final boolean isServer;
  private final Timer deadline;
  private boolean waitsForTurn;
  private boolean taskRunning;

  /// @param input holds received bytes that the engine has not taken
  TlsHandshake(
      TlsConnection connection,
      TcpConnection tcp,
      RecordInput input,
      TlsEngine engine,
      boolean isServer) {
    this.connection = connection;
    this.hub = tcp.hub();
    this.tcp = tcp;
    this.input = input;
    this.held = input.held();
    this.engine = engine;
    this.firstBytes = isServer ? FirstBytes.ofClient() : FirstBytes.ofServer();
    this.isServer = isServer;
    this.deadline = new Timer(hub, this::deadlinePassed);
  }

  /// Sets how long it may take.
  void within(long timeoutNanos) {
    deadline.set(hub.nowNanos() + timeoutNanos);
  }

  private void deadlinePassed() {
    connection.handshakeFailed(TlsProblem.TIMEOUT, null);
  }

  /// It is over, one way or the other.
  void end() {
    deadline.cancel();
  }

  /// Whether a step runs elsewhere; receiving stops meanwhile.
  boolean taskRunning() {
    return taskRunning;
  }

  /// Bytes came from the socket.
  void received(long address, int length) {
    switch (firstBytes.see(address, length)) {
      case TLS -> {
        if (input.hold(address, length)) {
          goOn();
        } else {
          connection.handshakeFailed(TlsProblem.OVERLOAD, null);
        }
      }
      case PLAIN_HTTP -> {
        if (isServer) {
          send(PlainHttp.ANSWER);
        }
        connection.handshakeFailed(TlsProblem.PLAIN_HTTP, null);
      }
      case NOT_TLS -> {
        send(ALERT);
        connection.handshakeFailed(TlsProblem.NOT_TLS, null);
      }
      case UNKNOWN -> {}
    }
  }

  private void send(byte[] bytes) {
    Buffer out = tcp.reserve(bytes.length);
    if (out != null) {
      out.put(bytes, 0, bytes.length);
      tcp.flushLater();
    }
  }

  /// The socket's stream has ended; a step that runs elsewhere is waited for.
  void receiveEnded(@Nullable IOException failure) {
    input.peerGone();
    if (!taskRunning) {
      connection.handshakeFailed(
          TlsProblem.PEER_GONE, failure == null ? null : failure.getMessage());
    }
  }

  /// Goes on with what is held, at once, or in the next turn when this one has made enough
  /// handshakes: a wave of peers must not hold up those that are there.
  void goOn() {
    if (taskRunning || !connection.isHandshaking()) {
      return;
    }
    if (TlsScratch.get().admitsHandshake(hub.nowNanos())) {
      steps();
    } else if (!waitsForTurn) {
      waitsForTurn = true;
      hub.execute(this::turnHasCome);
    }
  }

  /// Goes on by itself; a bug ends this connection only.
  void turnHasCome() {
    waitsForTurn = false;
    try {
      goOn();
    } catch (RuntimeException | AssertionError bug) {
      tcp.reset();
      throw bug;
    }
  }

  private void steps() {
    while (connection.isHandshaking()) {
      TlsEngine.Step step =
          held.isEmpty()
              ? engine.handshake(0, 0)
              : engine.handshake(held.address(), held.runLength());
      int consumed = engine.consumed();
      if (consumed > 0) {
        held.consume(hub.buffers(), consumed);
      }
      connection.sendOutput(engine);
      switch (step) {
        case MORE -> {
          if (consumed == 0 || held.isEmpty()) {
            return;
          }
        }
        case TASK -> {
          startTask();
          return;
        }
        case ESTABLISHED -> connection.handshakeDone();
        case FAILED -> {
          connection.handshakeFailed(engine.failure(), engine.detail());
          return;
        }
      }
    }
  }

  /// Has a step run on the offload pool. The bare hub thread takes no lock, hence the way there
  /// leads through a virtual thread: the pool's queue has one.
  private void startTask() {
    taskRunning = true;
    tcp.pauseReceiving();
    Runnable step = engine.task();
    hub.dispatch(() -> offload(step));
  }

  private void offload(Runnable step) {
    try {
      hub.offload()
          .execute(() -> {
            try {
              step.run();
            } finally {
              hub.execute(() -> taskDone(false));
            }
          });
    } catch (OffloadRefused full) {
      engine.abandonTask();
      hub.execute(() -> taskDone(true));
    }
  }

  private void taskDone(boolean refused) {
    taskRunning = false;
    if (!connection.isHandshaking()) {
      return;
    }
    try {
      if (refused) {
        connection.handshakeFailed(TlsProblem.OVERLOAD, null);
        return;
      }
      steps();
      if (!taskRunning) {
        taskTakenUp();
      }
    } catch (RuntimeException | AssertionError bug) {
      tcp.reset();
      throw bug;
    }
  }

  /// A step that ran elsewhere has been taken up.
  private void taskTakenUp() {
    if (connection.isHandshaking() && input.isPeerGone()) {
      connection.handshakeFailed(TlsProblem.PEER_GONE, null);
    } else if (!connection.isOver()) {
      input.resumeSocket();
    }
  }
}
