package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// What each frame of a peer may say, and what follows from it ([RFC 9113
/// §6](https://www.rfc-editor.org/rfc/rfc9113#section-6)).
final class InboundFrames implements FrameSink {
  private final Http2Hub shared;
  private final Http2Endpoint endpoint;
  private final Http2Side side;
  private final StreamTable streams;
  private final FloodGuard guard;
  private final PeerSettings peer;
  private final InboundData data;
  private final InboundHeaders headers;
  private boolean settled;
  private long completed;

  InboundFrames(
      Http2Hub shared,
      Http2Endpoint endpoint,
      Http2Side side,
      StreamTable streams,
      ReceiveFlow flow,
      FloodGuard guard,
      PeerSettings peer) {
    this.shared = shared;
    this.endpoint = endpoint;
    this.side = side;
    this.streams = streams;
    this.guard = guard;
    this.peer = peer;
    data = new InboundData(endpoint, side, streams, flow, guard);
    headers = new InboundHeaders(shared, endpoint, side);
  }

  /// Whether the peer's SETTINGS have come.
  @HotPath
  boolean isSettled() {
    return settled;
  }

  /// Whether a header block has begun and not ended.
  @HotPath
  boolean isWithinBlock() {
    return headers.isOpen();
  }

  /// Count of frames and header blocks that have come whole.
  @HotPath
  long completed() {
    return completed;
  }

  /// The connection is over.
  void close() {
    headers.close();
    data.close();
  }

  /// A stream that is being received is given up.
  @HotPath
  void forget(MessageStream stream) {
    data.forget(stream);
  }

  // Frames begin.

  @Override
  @HotPath
  public boolean begins(int type, int flags, int streamId, int length) {
    Http2Fault fault = judge(type, flags, streamId, length);
    if (fault != null) {
      endpoint.fail(fault);
      return false;
    }
    return type != FrameType.DATA || data.begin(flags, streamId, length);
  }

  @HotPath
  private @Nullable Http2Fault judge(int type, int flags, int streamId, int length) {
    if (!settled && (type != FrameType.SETTINGS || (flags & FrameType.ACK) != 0)) {
      return Http2Fault.FIRST_FRAME_NOT_SETTINGS;
    }
    if (length > Http2Hub.FRAME_BYTES_MAX) {
      return Http2Fault.FRAME_TOO_LARGE;
    }
    if (headers.isOpen() && (type != FrameType.CONTINUATION || streamId != headers.streamId())) {
      return Http2Fault.INTERRUPTED_HEADERS;
    }
    return switch (type) {
      case FrameType.DATA, FrameType.HEADERS -> streamId == 0 ? Http2Fault.BAD_STREAM_ID : null;
      case FrameType.WINDOW_UPDATE -> length != 4 ? Http2Fault.BAD_FRAME_LENGTH : null;
      default -> judgeOtherSlow(type, flags, streamId, length);
    };
  }

  private @Nullable Http2Fault judgeOtherSlow(int type, int flags, int streamId, int length) {
    return switch (type) {
      case FrameType.PRIORITY -> streamId == 0 ? Http2Fault.BAD_STREAM_ID : null;
      case FrameType.RST_STREAM ->
          streamId == 0
              ? Http2Fault.BAD_STREAM_ID
              : length != 4 ? Http2Fault.BAD_FRAME_LENGTH : null;
      case FrameType.SETTINGS -> {
        boolean fits =
            (flags & FrameType.ACK) != 0 ? length == 0 : length % PeerSettings.ENTRY_BYTES == 0;
        yield streamId != 0 ? Http2Fault.BAD_STREAM_ID : fits ? null : Http2Fault.BAD_FRAME_LENGTH;
      }
      case FrameType.PUSH_PROMISE -> side.judge(type);
      case FrameType.PING -> onConnection(streamId, length == 8);
      case FrameType.GOAWAY -> onConnection(streamId, length >= 8);
      case FrameType.PRIORITY_UPDATE -> {
        Http2Fault fault = side.judge(type);
        yield fault != null ? fault : onConnection(streamId, length >= 4);
      }
      case FrameType.CONTINUATION -> headers.isOpen() ? null : Http2Fault.UNEXPECTED_CONTINUATION;
      // "Implementations MUST ignore and discard frames of unknown types."
      // https://www.rfc-editor.org/rfc/rfc9113#section-4.1
      default -> guard.unknownFrame(endpoint.now());
    };
  }

  private static @Nullable Http2Fault onConnection(int streamId, boolean fits) {
    return streamId != 0 ? Http2Fault.BAD_STREAM_ID : fits ? null : Http2Fault.BAD_FRAME_LENGTH;
  }

  @Override
  @HotPath
  public void data(long address, int length, boolean last) {
    completed += last ? 1 : 0;
    data.more(address, length, last);
  }

  // Frames that are whole.

  @Override
  @HotPath
  public void frame(int type, int flags, int streamId, long payload, int length) {
    switch (type) {
      case FrameType.HEADERS -> headers.headers(flags, streamId, payload, length);
      case FrameType.WINDOW_UPDATE -> windowUpdate(streamId, word(payload) & 0x7fff_ffff);
      default -> otherFrameSlow(type, flags, streamId, payload, length);
    }
    completed += headers.isOpen() ? 0 : 1;
  }

  private void otherFrameSlow(int type, int flags, int streamId, long payload, int length) {
    switch (type) {
      case FrameType.PRIORITY -> priority(streamId, payload, length);
      case FrameType.RST_STREAM -> resetStream(streamId, word(payload));
      case FrameType.SETTINGS -> settings(flags, payload, length);
      case FrameType.PING -> ping(flags, Memory.getLong(payload));
      case FrameType.GOAWAY -> goAway(word(payload) & 0x7fff_ffff, word(payload + 4));
      case FrameType.CONTINUATION -> headers.continuation(flags, payload, length);
      case FrameType.PRIORITY_UPDATE -> priorityUpdate(payload, length);
      default -> {
        // Ignored, and counted when it began.
      }
    }
  }

  private void goAway(int lastStreamId, int code) {
    Http2Fault flood = guard.goAway(endpoint.now());
    if (flood != null) {
      endpoint.fail(flood);
    } else {
      side.goesAway(lastStreamId, code);
    }
  }

  @HotPath
  private void windowUpdate(int streamId, int bytes) {
    Http2Fault flood = guard.windowUpdate(endpoint.now());
    if (flood != null) {
      endpoint.fail(flood);
    } else if (streamId == 0) {
      endpoint.sendWindowOpened(bytes);
    } else {
      streamWindowUpdate(streamId, bytes);
    }
  }

  @HotPath
  private void streamWindowUpdate(int streamId, int bytes) {
    MessageStream stream = streams.find(streamId);
    if (stream != null) {
      if (bytes == 0) {
        side.fault(stream, Http2Fault.ZERO_WINDOW_UPDATE);
      } else if (stream.outgoing.window.add(bytes)) {
        endpoint.sendWindowOpened(stream);
      } else {
        side.fault(stream, Http2Fault.WINDOW_OVERFLOW);
      }
    } else if (side.isIdle(streamId)) {
      endpoint.fail(Http2Fault.IDLE_STREAM);
    } else if (bytes == 0) {
      endpoint.fault(streamId, Http2Fault.ZERO_WINDOW_UPDATE);
    }
  }

  /// The tree of RFC 7540 is read and not followed; what is said here is that a priority has the
  /// right size and does not hang on itself.
  private void priority(int streamId, long payload, int length) {
    Http2Fault flood = guard.priority(endpoint.now());
    if (flood != null) {
      endpoint.fail(flood);
    } else if (length != 5) {
      streamOrIdFault(streamId, Http2Fault.BAD_FRAME_LENGTH);
    } else if ((word(payload) & 0x7fff_ffff) == streamId) {
      streamOrIdFault(streamId, Http2Fault.SELF_DEPENDENCY);
    }
  }

  private void streamOrIdFault(int streamId, Http2Fault fault) {
    MessageStream stream = streams.find(streamId);
    if (stream != null) {
      side.fault(stream, fault);
    } else if (side.isIdle(streamId)) {
      endpoint.fail(fault);
    } else {
      endpoint.fault(streamId, fault);
    }
  }

  private void priorityUpdate(long payload, int length) {
    Http2Fault flood = guard.priority(endpoint.now());
    int streamId = word(payload) & 0x7fff_ffff;
    if (flood != null) {
      endpoint.fail(flood);
    } else if (streamId == 0) {
      endpoint.fail(Http2Fault.BAD_PRIORITY_UPDATE);
    } else if ((streamId & 1) == 0 && side.isIdle(streamId)) {
      // "Servers that receive a PRIORITY_UPDATE for a push stream in the "idle" state MUST respond
      // with a connection error of type PROTOCOL_ERROR."
      // https://www.rfc-editor.org/rfc/rfc9218#section-7.1
      endpoint.fail(Http2Fault.IDLE_STREAM);
    } else {
      endpoint.peerPrioritizes = true;
      endpoint.reprioritize(streamId, payload + 4, length - 4);
    }
  }

  private void resetStream(int streamId, int code) {
    MessageStream stream = streams.find(streamId);
    if (stream != null) {
      side.reset(stream, code);
    } else if (side.isIdle(streamId)) {
      endpoint.fail(Http2Fault.IDLE_STREAM);
    }
  }

  private void settings(int flags, long payload, int length) {
    if ((flags & FrameType.ACK) != 0) {
      side.settingsAcknowledged();
      return;
    }
    settled = true;
    Http2Fault fault = guard.settings(endpoint.now());
    if (fault == null) {
      endpoint.acknowledgeSettings();
      fault = take(payload, length);
    }
    if (fault != null) {
      endpoint.fail(fault);
    }
  }

  private @Nullable Http2Fault take(long payload, int length) {
    int before = peer.initialWindow();
    Http2Fault fault = peer.take(payload, length);
    return fault == null ? endpoint.peerSettled(peer.initialWindow() - before) : fault;
  }

  /// Takes settings that came with an upgrade, which are not acknowledged.
  ///
  /// @return what is wrong with them, or `null`
  @Nullable Http2Fault settle(byte[] payload) {
    if (payload.length == 0) {
      return null;
    }
    if (payload.length > BufferPool.SIZE_MAX) {
      return Http2Fault.FRAME_TOO_LARGE;
    }
    long copy = shared.room.block();
    Memory.copyIn(payload, 0, copy, payload.length);
    return take(copy, payload.length);
  }

  private void ping(int flags, long data) {
    if ((flags & FrameType.ACK) != 0) {
      endpoint.pingAnswered(data);
      return;
    }
    Http2Fault flood = guard.ping(endpoint.now());
    if (flood != null) {
      endpoint.fail(flood);
    } else {
      endpoint.answerPing(data);
    }
  }

  @HotPath
  static int word(long address) {
    return Integer.reverseBytes(Memory.getInt(address));
  }
}
