package weft.hub.tls;

import weft.hub.Hub;
import weft.hub.OffloadRefused;
import weft.hub.TcpConnection;
import weft.hub.memory.BufferQueue;
import weft.hub.tls.engine.TlsEngine;
import weft.hub.tls.engine.TlsProblem;
import weft.hub.tls.engine.TlsScratch;

/// The handshake of a connection: feeds its engine with what is held, has long steps run on the
/// offload pool, and tells the connection how it went.
///
/// On the hub's thread.
final class TlsHandshake {
  private final TlsConnection connection;
  private final Hub hub;
  private final TcpConnection tcp;
  private final BufferQueue held;
  private final TlsEngine engine;
  private boolean waitsForTurn;
  private boolean taskRunning;

  /// @param held received bytes that the engine has not taken
  TlsHandshake(TlsConnection connection, TcpConnection tcp, BufferQueue held, TlsEngine engine) {
    this.connection = connection;
    this.hub = tcp.hub();
    this.tcp = tcp;
    this.held = held;
    this.engine = engine;
  }

  /// Whether a step runs elsewhere; receiving stops meanwhile.
  boolean taskRunning() {
    return taskRunning;
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
        connection.handshakeTaskEnded();
      }
    } catch (RuntimeException | AssertionError bug) {
      tcp.reset();
      throw bug;
    }
  }
}
