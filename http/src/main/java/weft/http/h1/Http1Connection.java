package weft.http.h1;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.h1.Http1State.Phase;
import weft.http.protocol.ConnectionMachine;
import weft.hub.file.OpenFile;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// One HTTP/1.1 connection of a server: requests come out in order, one at a time, and their
/// responses go in.
///
/// ```
///   HEAD ──head complete──> HANDLING ──handled and answered──> DISCARDING ──body over──> HEAD
///     └───────────────────────┴── fault, end, "close" ───────────┴──> CLOSED
/// ```
///
/// What happens goes to the part that has to do with it: heads in to [HeadIntake], the request that
/// is handled to [RequestTurn], endings to [ConnectionEnd].
///
/// Idle it holds no buffer and no message. No I/O, clock or thread: see [Http1Link]. Time is what
/// callers say it is. Confined to a hub.
public final class Http1Connection implements ConnectionMachine {
  private final Http1State state;
  private final ConnectionEnd end;
  private final HeadIntake heads;
  private final RequestTurn turn;

  /// A connection just opened.
  public Http1Connection(Http1Hub shared, Http1Link link, long nowNanos) {
    state = new Http1State(shared, link, nowNanos);
    end = new ConnectionEnd(state);
    heads = new HeadIntake(state, end);
    turn = new RequestTurn(state, heads, end);
  }

  // Input.

  /// Takes received bytes, valid during the call; the 64 bytes behind them may be overwritten.
  @Override
  @HotPath
  public void received(long address, int length, long nowNanos) {
    if (state.phase == Phase.CLOSED) {
      return;
    }
    state.shared.tally.bytesReceived += length;
    if (state.phase == Phase.HEAD) {
      heads.received(address, length, nowNanos);
    } else {
      turn.received(address, length, nowNanos);
    }
  }

  /// The client's stream has ended.
  ///
  /// @param failure `null` when it ended in order
  @Override
  public void receiveEnded(@Nullable IOException failure, long nowNanos) {
    state.inputEnded = true;
    if (failure != null) {
      end.lost(nowNanos);
      return;
    }
    switch (state.phase) {
      case HEAD -> {
        // Requests that wait for room in the output, or for memory, are still answered.
        if (state.input.isEmpty() || !(state.output.isFull() || state.starved)) {
          end.shut(false, nowNanos);
        }
      }
      case HANDLING -> turn.inputEnded();
      case DISCARDING -> end.shut(false, nowNanos);
      case CLOSED -> {}
    }
  }

  /// All pending output was taken by the system.
  @Override
  @HotPath
  public void drained(long nowNanos) {
    switch (state.phase) {
      case HEAD -> {
        if (!state.input.isEmpty()) {
          heads.parseQueued(nowNanos);
        }
      }
      case HANDLING -> turn.writeOn(nowNanos);
      case DISCARDING, CLOSED -> {}
    }
  }

  /// The connection is gone.
  @Override
  public void closed(long nowNanos) {
    end.lost(nowNanos);
  }

  // Time.

  /// When [#expired] wants to be called; `Long.MAX_VALUE` for never.
  @Override
  @HotPath
  public long deadlineNanos() {
    Http1Message handling = state.handling();
    return handling == null ? state.deadlineNanos : RequestTurn.deadlineNanos(handling);
  }

  /// The deadline has come.
  @Override
  public void expired(long nowNanos) {
    if (nowNanos < deadlineNanos()) {
      return;
    }
    switch (state.phase) {
      case HEAD -> heads.expired(nowNanos);
      case HANDLING -> turn.expired(nowNanos);
      case DISCARDING -> turn.discardExpired(nowNanos);
      case CLOSED -> end.expired(nowNanos);
    }
  }

  /// Ends the connection as soon as that harms nobody: the server is stopping.
  @Override
  public void drain(long nowNanos) {
    state.persistence.drain();
    if (isIdle()) {
      state.hurry();
      if (nowNanos >= state.deadlineNanos) {
        end.shut(false, nowNanos);
      }
    }
  }

  /// Ends the connection at once.
  @Override
  public void cut(long nowNanos) {
    end.lost(nowNanos);
  }

  /// Whether it waits for a request of which nothing has come.
  public boolean isIdle() {
    return state.isIdle();
  }

  // The request's body.

  /// Reads body bytes of the present request.
  ///
  /// @return how many, or an [weft.http.protocol.Outcome]: WAIT, END, FAILED or GONE
  @HotPath
  public int readBody(byte[] target, int offset, int length, long nowNanos) {
    return turn.readBody(target, offset, length, nowNanos);
  }

  // The response.

  /// Sends a whole response, without waiting.
  @HotPath
  public void respond(ResponseHead head, byte[] content, int offset, int length, long nowNanos) {
    turn.respond(head, content, offset, length, nowNanos);
  }

  /// Sends the head of a response whose body follows by [#write] and [#end].
  ///
  /// @param length bytes of the body, or -1
  /// @return WAIT or GONE of [weft.http.protocol.Outcome], or greater than 0 when done
  public int begin(ResponseHead head, long length, long nowNanos) {
    return turn.begin(head, length, nowNanos);
  }

  /// Sends body bytes.
  ///
  /// @return how many were taken, or WAIT or GONE of [weft.http.protocol.Outcome]
  @HotPath
  public int write(byte[] source, int offset, int length, long nowNanos) {
    return turn.write(source, offset, length, nowNanos);
  }

  /// Body bytes that [#write] would take at once.
  public int writable() {
    return turn.writable();
  }

  /// Sends bytes of a file as body bytes, if they are in memory.
  ///
  /// @return how many were taken, or WAIT, GONE or ABSENT of [weft.http.protocol.Outcome]
  @HotPath
  public int sendFile(OpenFile file, long position, int length, long nowNanos) {
    return turn.sendFile(file, position, length, nowNanos);
  }

  /// Ends a body.
  ///
  /// @return WAIT or GONE of [weft.http.protocol.Outcome], or greater than 0 when done
  public int end(long nowNanos) {
    return turn.end(nowNanos);
  }

  /// Sends an interim response, unless the client cannot understand it or there is no room.
  public void inform(int status, FieldList fields) {
    turn.inform(status, fields);
  }

  /// Tells the client that another protocol follows, and ends this connection's part. Whoever asks
  /// drives the connection from now on; nothing of the message is used any more.
  ///
  /// @return what came behind the request, the caller's to empty; `null` when nothing can be told,
  ///   and all is as it was
  public @Nullable BufferQueue switchProtocols(FieldList fields) {
    return turn.switchProtocols(fields);
  }

  /// Gives up on the present response, so that the client sees it is not whole.
  public void abort(long nowNanos) {
    turn.abort(nowNanos);
  }

  /// Whoever handled the present request is done with it.
  @HotPath
  public void handled(long nowNanos) {
    turn.handled(nowNanos);
  }
}
