package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The DATA frame that is coming in ([RFC 9113
/// §6.1](https://www.rfc-editor.org/rfc/rfc9113#section-6.1)).
final class InboundData {
  private final Http2Endpoint endpoint;
  private final Http2Side side;
  private final StreamTable streams;
  private final ReceiveFlow flow;
  private final FloodGuard guard;
  private @Nullable MessageStream stream;
  private boolean ends;
  private boolean padLengthDue;
  private int left;

  InboundData(
      Http2Endpoint endpoint,
      Http2Side side,
      StreamTable streams,
      ReceiveFlow flow,
      FloodGuard guard) {
    this.endpoint = endpoint;
    this.side = side;
    this.streams = streams;
    this.flow = flow;
    this.guard = guard;
  }

  /// The connection is over.
  void close() {
    stream = null;
  }

  /// A stream that is being received is given up.
  @HotPath
  void forget(MessageStream gone) {
    if (stream == gone) {
      stream = null;
    }
  }

  /// A frame begins. The whole payload counts against the windows, padding too.
  ///
  /// @return whether the connection goes on
  @HotPath
  boolean begin(int flags, int streamId, int length) {
    left = length;
    ends = (flags & FrameType.END_STREAM) != 0;
    padLengthDue = (flags & FrameType.PADDED) != 0;
    stream = null;
    if (padLengthDue && length == 0) {
      endpoint.fail(Http2Fault.BAD_PADDING);
      return false;
    }
    if (!flow.take(length)) {
      endpoint.fail(Http2Fault.WINDOW_EXCEEDED);
      return false;
    }
    if (length == 0 && !ends) {
      Http2Fault flood = guard.emptyFrame(endpoint.now());
      if (flood != null) {
        endpoint.fail(flood);
        return false;
      }
    }
    MessageStream found = streams.find(streamId);
    if (found == null) {
      return withoutStreamSlow(streamId);
    }
    if (!found.state.receives()) {
      side.unexpected(found);
    } else if (!found.hasHead) {
      side.fault(found, Http2Fault.DATA_BEFORE_HEAD);
    } else if (!found.body.window.take(length)) {
      side.fault(found, Http2Fault.WINDOW_EXCEEDED);
    } else {
      stream = found;
    }
    return endpoint.isOpen();
  }

  private boolean withoutStreamSlow(int streamId) {
    if (side.isIdle(streamId)) {
      endpoint.fail(Http2Fault.IDLE_STREAM);
      return false;
    }
    if ((streamId & 1) == 0) {
      // Clients have nothing to say on what was promised them.
      endpoint.fail(Http2Fault.CLOSED_STREAM);
      return false;
    }
    if (!side.isStillUnderWay(streamId)) {
      endpoint.fault(streamId, Http2Fault.CLOSED_STREAM);
    }
    return endpoint.isOpen();
  }

  /// A piece of the payload comes.
  ///
  /// @param last whether the frame ends here
  @HotPath
  void more(long address, int length, boolean last) {
    long at = address;
    int count = length;
    if (padLengthDue && count > 0) {
      int padding = Memory.getByte(at) & 0xff;
      padLengthDue = false;
      left -= 1 + padding;
      if (left < 0) {
        endpoint.fail(Http2Fault.BAD_PADDING);
        return;
      }
      credit(1 + padding);
      at++;
      count--;
    }
    // What lies behind the data is padding.
    int data = Math.min(count, left);
    if (data > 0) {
      left -= data;
      deliver(at, data);
    }
    if (last && ends) {
      MessageStream ended = stream;
      if (ended != null) {
        side.receivedEnd(ended);
      }
    }
  }

  @HotPath
  private void deliver(long address, int length) {
    MessageStream target = stream;
    if (target == null) {
      flow.give(length);
    } else if (!target.body.admits(length)) {
      flow.give(length);
      side.fault(target, Http2Fault.LENGTH_MISMATCH);
    } else if (target.handled) {
      side.dataPassed(target, length);
    } else {
      target.body.arrived(address, length);
      side.dataKept(target, length);
    }
  }

  @HotPath
  private void credit(int bytes) {
    MessageStream target = stream;
    if (target == null) {
      flow.give(bytes);
    } else {
      flow.give(target, bytes);
    }
  }
}
