package weft.http.server;

import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import weft.http.UnsupportedData;
import weft.http.WebSocketClose;
import weft.http.WebSocketClosed;
import weft.http.WebSocketEndpoint;
import weft.http.socket.LiveWebSocket;

/// The life of one socket on its virtual thread: the user's code, and what becomes of the socket
/// behind it.
final class WebSocketRun implements Runnable {
  private static final System.Logger LOG = System.getLogger("weft.http");

  private final ServerHub owner;
  private final LiveWebSocket socket;
  private final WebSocketEndpoint endpoint;
  private final HandlerThread thread = new HandlerThread();
  private boolean over;

  WebSocketRun(ServerHub owner, WebSocketUpgrade upgrade) {
    this.owner = owner;
    socket = upgrade.socket();
    endpoint = upgrade.endpoint();
    thread.reset();
  }

  /// The server has no more patience.
  void interrupt() {
    thread.interrupt();
  }

  /// The server is stopping. On the hub's thread.
  void drain() {
    socket.drain();
  }

  @Override
  public void run() {
    if (over) {
      owner.socketEnded(this);
      return;
    }
    thread.begin();
    // It catches whatever comes out of user code.
    FutureTask<@Nullable Void> task =
        new FutureTask<>(() -> {
          endpoint.run(socket);
          return null;
        });
    task.run();
    boolean interrupted = thread.wasInterrupted();
    thread.end();
    if (task.state() == FutureTask.State.FAILED) {
      failed(task.exceptionNow(), interrupted);
    }
    socket.close();
    over = true;
    if (owner.hub().onHub()) {
      owner.socketEnded(this);
    } else {
      owner.hub().execute(this);
    }
  }

  private void failed(Throwable failure, boolean interrupted) {
    // While this one is open it is another that has closed.
    if ((failure instanceof WebSocketClosed && !socket.isOpen()) || interrupted) {
      return;
    }
    if (failure instanceof UnsupportedData refused) {
      // Any peer can bring it about, as often as it likes: nothing for the log of errors.
      String reason = Objects.requireNonNullElse(refused.getMessage(), "");
      LOG.log(Level.DEBUG, () -> socket + " is closed: " + reason);
      socket.close(WebSocketClose.UNSUPPORTED_DATA, reason);
      return;
    }
    String id = owner.failureId();
    LOG.log(Level.ERROR, socket + " " + id + " failed", failure);
    socket.close(WebSocketClose.SERVER_ERROR, id);
  }

  /// For whoever looks at a busy thread from outside.
  @Override
  public String toString() {
    return socket.toString();
  }
}
