package weft.http.h1;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.h1.Http1ClientState.Phase;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ClientMachine;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.OutgoingRequest;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// One HTTP/1.1 connection of a client: requests go out one at a time, each behind the response to
/// the last, and nothing is pipelined.
///
/// ```
///   IDLE ──begin──> CALLING ──release, response not over──> DISCARDING ──over──> IDLE
///     │               ├──release, both over──────────────────────────────────────^
///     │               └──2xx to CONNECT, 101──> TUNNEL ──rest──> CLOSED
///     └──end, "close", fault, too much to discard──> CLOSED
/// ```
///
/// Requests go out through [Http1RequestSender], heads come in by [ResponseIntake], and the call
/// they belong to is an [Http1Call]: one object, used again for each call.
///
/// Idle it holds no buffer. No I/O, clock or thread: see [ClientLink]. Time is what callers say it
/// is. Confined to a hub.
public final class Http1ClientMachine implements ClientMachine {
  private final Http1ClientState state;
  private final Http1Call call;
  private final ResponseIntake heads;

  /// A connection just opened.
  public Http1ClientMachine(Http1ClientHub shared, ClientLink link, long nowNanos) {
    state = new Http1ClientState(shared, link);
    call = new Http1Call(state);
    heads = new ResponseIntake(state, call);
  }

  // Calls.

  @Override
  @HotPath
  public int available() {
    return state.isAvailable() ? 1 : 0;
  }

  @Override
  @HotPath
  public boolean isSpent() {
    return state.isSpent();
  }

  /// Begins a call.
  ///
  /// Its body is what was announced, or nothing is sent of it: [ClientStream#write] throws an
  /// [IllegalStateException] for what would pass the length, [ClientStream#end] for what lacks.
  /// Trailers go out behind a chunked body only.
  ///
  /// @throws IllegalStateException when none is available
  /// @throws IllegalArgumentException when the head would pass 65536 bytes, or CONNECT has a body
  @Override
  @HotPath
  public ClientStream begin(OutgoingRequest request, ClientStreamOwner owner, long nowNanos) {
    if (!state.isAvailable()) {
      throw new IllegalStateException("a call is under way, or the connection is spent");
    }
    state.shared.encoder.encode(request);
    if (state.shared.encoder.text().length() > BufferPool.SIZE_MAX) {
      throw new IllegalArgumentException("the head of the request passes 65536 bytes");
    }
    if (request.bodyLength() != 0 && request.method().equals("CONNECT")) {
      throw new IllegalArgumentException("CONNECT has no body");
    }
    heads.start();
    state.calling();
    call.begin(request, owner, nowNanos);
    return call;
  }

  /// Begins a call that asks for another protocol by its fields; 101 makes the connection the
  /// caller's, like a tunnel.
  public ClientStream beginUpgrade(
      OutgoingRequest request, ClientStreamOwner owner, long nowNanos) {
    ClientStream begun = begin(request, owner, nowNanos);
    call.parser.expectUpgrade();
    return begun;
  }

  /// What came behind the head of a 2xx response to CONNECT. From here on the connection is its
  /// caller's: the machine takes and asks for nothing more. The call is still to be released.
  ///
  /// @return the caller's to empty
  /// @throws IllegalStateException when there is no tunnel
  public BufferQueue rest() {
    if (state.phase != Phase.TUNNEL) {
      throw new IllegalStateException("no CONNECT was answered with 2xx");
    }
    state.phase = Phase.CLOSED;
    state.gone = true;
    return state.input.handOver();
  }

  // Input.

  @Override
  @HotPath
  public void received(long address, int length, long nowNanos) {
    state.enter();
    state.shared.tally().bytesReceived += length;
    switch (state.phase) {
      case IDLE -> unasked(nowNanos);
      case CALLING -> heads.received(address, length, nowNanos);
      case DISCARDING -> {
        state.input.keep(address, length);
        call.discard(nowNanos);
      }
      case TUNNEL -> {
        state.input.keep(address, length);
        state.regulateInput(false);
      }
      case CLOSED -> {}
    }
    state.leave();
  }

  // "If a client receives data on a connection that doesn't have outstanding requests, the client
  // MUST NOT consider that data to be a valid response; the client SHOULD close the connection,
  // since message delimitation is now ambiguous".
  // https://www.rfc-editor.org/rfc/rfc9112#section-9.2
  private void unasked(long nowNanos) {
    state.shared.tally().faults.add(Http1Fault.UNASKED_RESPONSE);
    state.shut(true, nowNanos);
  }

  @Override
  public void receiveEnded(@Nullable IOException failure, long nowNanos) {
    if (state.inputEnded) {
      return;
    }
    state.enter();
    state.endedInOrder = failure == null;
    state.endFailure = failure;
    inputEnded(nowNanos);
    state.leave();
  }

  private void inputEnded(long nowNanos) {
    state.inputEnded = true;
    switch (state.phase) {
      case IDLE -> state.shut(!state.endedInOrder, nowNanos);
      case CALLING -> {
        if (call.awaitsHead() && !heads.isStarved()) {
          call.lose(nowNanos);
        } else {
          call.inputEnded(nowNanos);
        }
      }
      case DISCARDING -> call.discard(nowNanos);
      case TUNNEL -> {
        if (!state.endedInOrder) {
          call.lose(nowNanos);
        }
      }
      case CLOSED -> {}
    }
  }

  @Override
  @HotPath
  public void drained(long nowNanos) {
    if (state.phase == Phase.CALLING) {
      state.enter();
      call.writeOn(nowNanos);
      state.leave();
    }
  }

  @Override
  public void closed(long nowNanos) {
    state.enter();
    state.gone = true;
    state.deadlineNanos = Long.MAX_VALUE;
    if (!state.inputEnded) {
      inputEnded(nowNanos);
    } else if (state.phase == Phase.TUNNEL) {
      call.lose(nowNanos);
    }
    state.leave();
  }

  // Time.

  @Override
  @HotPath
  public long deadlineNanos() {
    return state.phase == Phase.CALLING
        ? Math.min(call.deadlineNanos(), heads.deadlineNanos())
        : state.deadlineNanos;
  }

  @Override
  public void expired(long nowNanos) {
    if (nowNanos < deadlineNanos()) {
      return;
    }
    state.enter();
    switch (state.phase) {
      case CALLING -> {
        if (nowNanos >= heads.deadlineNanos()) {
          heads.parseQueued(nowNanos);
        }
        if (state.phase == Phase.CALLING) {
          call.expired(nowNanos);
        }
      }
      case DISCARDING -> call.discard(nowNanos);
      case CLOSED -> state.endExpired(nowNanos);
      case IDLE, TUNNEL -> {}
    }
    state.leave();
  }

  @Override
  public void drain(long nowNanos) {
    state.enter();
    state.draining = true;
    if (state.phase == Phase.IDLE || state.phase == Phase.DISCARDING) {
      state.shut(state.phase == Phase.DISCARDING, nowNanos);
    }
    state.leave();
  }

  @Override
  public void cut(long nowNanos) {
    state.enter();
    switch (state.phase) {
      case CALLING, TUNNEL -> call.fail(Http1CallFailures.cut(!call.sender.isBegun()), nowNanos);
      case IDLE, DISCARDING -> state.shut(true, nowNanos);
      case CLOSED -> {
        if (state.deadlineNanos != Long.MAX_VALUE) {
          state.shut(true, nowNanos);
        }
      }
    }
    state.leave();
  }
}
