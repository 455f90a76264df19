package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.h1.Http1State.Phase;
import weft.http.protocol.ConnectionLink;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// The heads of an [Http1Connection]: parsed where they were received or from the input, and handed
/// out one at a time.
final class HeadIntake {
  private final Http1State state;
  private final ConnectionEnd end;
  private boolean handingOut;

  HeadIntake(Http1State state, ConnectionEnd end) {
    this.state = state;
    this.end = end;
  }

  /// Takes received bytes while a head is awaited.
  @HotPath
  void received(long address, int length, long nowNanos) {
    if (state.input.isEmpty() && !state.output.isFull()) {
      parseReceived(address, length, nowNanos);
    } else {
      state.input.keep(address, length);
      parseQueued(nowNanos);
    }
  }

  /// Parses a head where it was received; what lies behind it, or an incomplete head, is kept.
  @HotPath
  private void parseReceived(long address, int length, long nowNanos) {
    int used = parseHead(address, length, nowNanos);
    if (state.phase == Phase.CLOSED) {
      return;
    }
    if (used < length) {
      state.input.keep(address + used, length - used);
    }
    if (used > 0) {
      handOut();
      if (state.phase == Phase.HEAD && !state.input.isEmpty()) {
        parseQueued(nowNanos);
      }
    }
    state.regulateInput();
  }

  /// Parses heads that wait in the input, as long as they are answered at once.
  void parseQueued(long nowNanos) {
    if (handingOut) {
      // Whoever is handing out comes here next.
      return;
    }
    if (state.starved) {
      state.starved = false;
      state.deadlineNanos = nowNanos + state.shared.headNanos;
    }
    BufferQueue queue = state.input.queue();
    while (state.phase == Phase.HEAD && !state.input.isEmpty() && !state.output.isFull()) {
      if (!queue.join(state.shared.pool, state.shared.limits.headBytesMax() + 1)) {
        starve(nowNanos);
        break;
      }
      int used = parseHead(queue.address(), queue.runLength(), nowNanos);
      if (used == 0 || state.phase == Phase.CLOSED) {
        break;
      }
      queue.consume(state.shared.pool, used);
      handOut();
    }
    if (state.phase == Phase.HEAD && state.inputEnded && !state.output.isFull() && !state.starved) {
      end.shut(false, nowNanos);
    }
    state.regulateInput();
  }

  /// Parses at the beginning of a head.
  ///
  /// @return bytes of the head, 0 when it is not complete; meaningless once closed
  @HotPath
  private int parseHead(long address, int length, long nowNanos) {
    Http1Message current = state.message;
    if (current == null) {
      current = beginMessage(nowNanos);
    }
    KnownHead known = state.shared.heads.get(address, length);
    if (known != null) {
      current.shareHead(known);
      return known.length;
    }
    int result = current.parser.parse(address, length);
    if (result == HeadParser.NEED_MORE) {
      return 0;
    }
    @Nullable Http1Fault fault =
        result == HeadParser.FAILED
            ? current.parser.fault()
            : current.copyHead(state.shared, address, result);
    if (fault != null) {
      end.refuse(fault, nowNanos);
    } else if (!current.hasHead()) {
      current.start(state.link, state.output);
      starve(nowNanos);
      return 0;
    } else {
      state.shared.heads.parsed(address, result, current);
    }
    return result;
  }

  @HotPath
  private Http1Message beginMessage(long nowNanos) {
    Http1Message message = state.link.acquire();
    message.start(state.link, state.output);
    state.message = message;
    // The first head has its time from the connection's beginning, unless that was cut short.
    if (state.persistence.isUsed() || state.persistence.isDraining()) {
      state.deadlineNanos = nowNanos + state.shared.headNanos;
    }
    return message;
  }

  /// Begins the head behind a request that is over with the message of that, which spares its way
  /// among others and back.
  ///
  /// @return false when that must not be, and the message has to be released
  @HotPath
  boolean beginAgain(long nowNanos) {
    Http1Message message = state.message;
    if (message == null || !state.link.lendAgain(message)) {
      return false;
    }
    message.startAgain(state.shared.pool, state.link, state.output);
    state.deadlineNanos = nowNanos + state.shared.headNanos;
    return true;
  }

  /// A head finds no memory: it waits in the input, and is looked at again soon.
  private void starve(long nowNanos) {
    state.starved = true;
    state.deadlineNanos = nowNanos + ConnectionLink.MEMORY_RETRY_NANOS;
  }

  /// Has the request just parsed handled. It may be answered before this returns.
  @HotPath
  private void handOut() {
    Http1Message current = state.message;
    if (current == null) {
      return;
    }
    if (current.upgradesToHttp2() && state.link.upgrade(current, state.input.queue())) {
      end.handOver();
      return;
    }
    state.persistence.requested();
    state.shared.tally.requests++;
    state.phase = Phase.HANDLING;
    current.handedOut = true;
    handingOut = true;
    state.link.requested(current);
    handingOut = false;
  }

  /// The deadline has come.
  void expired(long nowNanos) {
    if (state.starved) {
      parseQueued(nowNanos);
    } else if (state.graceForWantOfMemory(nowNanos)) {
      return;
    } else if (state.isIdle()) {
      // An idle client is told nothing: it may be sending a request just now.
      end.shut(state.link.pendingOutput() > 0, nowNanos);
    } else if (!state.output.isFull()) {
      end.refuse(Http1Fault.HEAD_TIMEOUT, nowNanos);
    } else if (state.output.isStalled()) {
      // Requests wait behind answers that the client does not take.
      end.shut(true, nowNanos);
    } else {
      state.deadlineNanos = state.output.start(nowNanos);
    }
  }
}
