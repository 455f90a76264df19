package weft.http.socket;

import org.jspecify.annotations.Nullable;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.Outcome;
import weft.http.ws.WebSocketHub;
import weft.http.ws.WebSocketMachine;
import weft.hub.Hub;
import weft.hub.Timer;
import weft.hub.TurnEnd;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// A stream of HTTP/2 that is a WebSocket ([RFC 8441](https://www.rfc-editor.org/rfc/rfc8441)): its
/// bodies are what a connection's bytes are elsewhere. What comes and what goes is moved at the end
/// of a turn.
public abstract class WebSocketTunnel
    implements ConnectionLink, WebSocketCarrier, TurnEnd, Runnable {
  /// Moved at a time, in bytes.
  private static final int PIECE_BYTES = 16 * 1024;

  private static final int BUFFER_BYTES_MIN = 1024;

  private final Hub hub;
  private final WebSocketMachine machine;
  private final Timer timer;
  private long timerNanos = Long.MAX_VALUE;

  private @Nullable Buffer first;
  private @Nullable Buffer last;

  /// Whether the turn's end will come here.
  private boolean asked;

  private boolean begun;
  private boolean paused;
  private boolean inputOver;
  private boolean gone;
  private boolean finishing;
  private boolean broken;
  private boolean over;

  /// A socket that is open once [#begin] says so.
  protected WebSocketTunnel(Hub hub, WebSocketHub shared, LiveWebSocket socket) {
    this.hub = hub;
    timer = new Timer(hub, this);
    machine =
        new WebSocketMachine(
            shared, hub.buffers(), this, socket.owner(), socket.settings(), hub.nowNanos());
    socket.carriedBy(this);
  }

  // The stream.

  /// Room to move bytes through, 16 KiB or more; used within a call.
  protected abstract byte[] piece();

  /// Opens it, unless that was done; again at a later turn's end when it has to wait.
  ///
  /// @return 1 when it is open, or WAIT or GONE of [Outcome]
  protected abstract int begin();

  /// Reads what has come.
  ///
  /// @return how many bytes, or WAIT, END or another of [Outcome]
  protected abstract int take(byte[] target, int length);

  /// Sends bytes.
  ///
  /// @return how many were taken, WAIT or another of [Outcome]
  protected abstract int give(byte[] source, int length);

  /// Ends what is sent.
  ///
  /// @return WAIT or another of [Outcome]
  protected abstract int end();

  /// Nothing is asked of the stream any more.
  ///
  /// @param resets whether the peer is told to stop
  protected abstract void left(boolean resets);

  // What happens to it.

  /// The stream was given up, or its connection is gone. Within a step of HTTP/2's machine.
  public void lost() {
    gone = true;
    ask();
  }

  /// There may be input, or room for output. Within a step of HTTP/2's machine.
  public void ask() {
    if (!asked && !over) {
      asked = true;
      hub.atTurnEnd(this);
    }
  }

  @Override
  public final void turnEnds() {
    asked = false;
    if (over) {
      return;
    }
    if (gone) {
      machine.closed(hub.nowNanos());
      leave();
      return;
    }
    if (!begun && !open()) {
      return;
    }
    takeInput();
    giveOutput();
    stepped();
  }

  private boolean open() {
    int result = begin();
    if (result == Outcome.GONE) {
      gone = true;
      machine.closed(hub.nowNanos());
      leave();
    }
    begun = result > 0;
    return begun;
  }

  // Input.

  private void takeInput() {
    while (!paused && !inputOver && !broken && !over) {
      Buffer room = hub.buffers().acquireForHead(PIECE_BYTES);
      if (room == null) {
        setTimer(hub.nowNanos() + ConnectionLink.MEMORY_RETRY_NANOS);
        return;
      }
      byte[] piece = piece();
      int count = take(piece, Math.min(piece.length, PIECE_BYTES));
      if (count > 0) {
        room.put(piece, 0, count);
        machine.received(room.readAddress(), count, hub.nowNanos());
      }
      hub.buffers().release(room);
      if (count <= 0) {
        inputEnded(count);
        return;
      }
    }
  }

  private void inputEnded(int outcome) {
    if (outcome == Outcome.END) {
      inputOver = true;
      machine.receiveEnded(null, hub.nowNanos());
    } else if (outcome != Outcome.WAIT) {
      inputOver = true;
      machine.closed(hub.nowNanos());
    }
  }

  // Output.

  private void giveOutput() {
    boolean had = first != null;
    while (first != null && !broken) {
      byte[] piece = piece();
      Buffer source = first;
      int length = Math.min(piece.length, source.readable());
      Memory.copyOut(source.readAddress(), piece, 0, length);
      int count = length == 0 ? 0 : give(piece, length);
      if (count < 0) {
        gone = true;
        machine.closed(hub.nowNanos());
        leave();
        return;
      }
      source.read(count);
      if (source.readable() > 0) {
        if (count == 0) {
          return;
        }
        // Only who finds no room at all is told of some.
        continue;
      }
      first = source.next;
      source.next = null;
      if (first == null) {
        last = null;
      }
      hub.buffers().release(source);
    }
    if (broken) {
      leave();
    } else if (finishing) {
      if (end() != Outcome.WAIT) {
        leave();
      }
    } else if (had) {
      machine.drained(hub.nowNanos());
    }
  }

  /// The stream is not ours any more.
  private void leave() {
    over = true;
    timer.cancel();
    while (first != null) {
      Buffer dropped = first;
      first = dropped.next;
      dropped.next = null;
      hub.buffers().release(dropped);
    }
    last = null;
    left(broken && !gone);
  }

  // Time.

  @Override
  public void run() {
    timerNanos = Long.MAX_VALUE;
    if (!over) {
      machine.expired(hub.nowNanos());
      ask();
    }
  }

  @Override
  public void stepped() {
    if (!over) {
      setTimer(machine.deadlineNanos());
    }
  }

  private void setTimer(long deadlineNanos) {
    if (deadlineNanos < timerNanos) {
      timerNanos = deadlineNanos;
      timer.set(deadlineNanos);
    }
  }

  @Override
  @HotPath
  public WebSocketMachine machine() {
    return machine;
  }

  @Override
  @HotPath
  public long nowNanos() {
    return hub.nowNanos();
  }

  // What the machine asks for.

  @Override
  @HotPath
  public @Nullable Buffer reserve(int size) {
    Buffer end = last;
    if (end != null && end.writable() >= size) {
      return end;
    }
    if (over) {
      return null;
    }
    return moreSlow(Math.min(BufferPool.SIZE_MAX, Math.max(size, BUFFER_BYTES_MIN)));
  }

  private @Nullable Buffer moreSlow(int size) {
    Buffer added = hub.buffers().acquireForOutput(size);
    if (added == null) {
      return null;
    }
    if (last == null) {
      first = added;
    } else {
      last.next = added;
    }
    last = added;
    return added;
  }

  @Override
  @HotPath
  public void flushLater() {
    ask();
  }

  @Override
  @HotPath
  public long pendingOutput() {
    long pending = 0;
    for (Buffer at = first; at != null; at = at.next) {
      pending += at.readable();
    }
    return pending;
  }

  @Override
  public void pauseReceiving() {
    paused = true;
  }

  @Override
  public void resumeReceiving() {
    paused = false;
    ask();
  }

  @Override
  public void finish() {
    finishing = true;
    ask();
  }

  @Override
  public void reset() {
    broken = true;
    ask();
  }
}
