package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// What each frame of a client may say, and what follows from it ([RFC 9113
/// §6](https://www.rfc-editor.org/rfc/rfc9113#section-6)).
final class InboundFrames implements FrameSink {
  private final Http2Hub shared;
  private final Http2Connection connection;
  private final StreamLife life;
  private final ReceiveFlow flow;
  private final FloodGuard guard;
  private final Requests requests;
  private final HeaderBlock block;
  private final PeerSettings peer;
  private boolean settled;
  private long completed;

  // The DATA frame that is coming in.
  private @Nullable Http2Stream dataStream;
  private boolean dataEnds;
  private boolean padLengthDue;
  private int dataLeft;

  InboundFrames(
      Http2Hub shared,
      Http2Connection connection,
      StreamLife life,
      ReceiveFlow flow,
      FloodGuard guard,
      Requests requests,
      PeerSettings peer) {
    this.shared = shared;
    this.connection = connection;
    this.life = life;
    this.flow = flow;
    this.guard = guard;
    this.requests = requests;
    this.peer = peer;
    block = new HeaderBlock(shared.pool);
  }

  /// Whether the client's SETTINGS have come.
  @HotPath
  boolean isSettled() {
    return settled;
  }

  /// Whether a header block has begun and not ended.
  @HotPath
  boolean isWithinBlock() {
    return block.isOpen();
  }

  /// Count of frames and header blocks that have come whole.
  @HotPath
  long completed() {
    return completed;
  }

  /// The connection is over.
  void close() {
    block.close();
    dataStream = null;
  }

  /// A stream that is being received is given up.
  @HotPath
  void forget(Http2Stream stream) {
    if (dataStream == stream) {
      dataStream = null;
    }
  }

  // Frames begin.

  @Override
  @HotPath
  public boolean begins(int type, int flags, int streamId, int length) {
    shared.tally.framesReceived++;
    Http2Fault fault = judge(type, flags, streamId, length);
    if (fault != null) {
      connection.fail(fault);
      return false;
    }
    return type != FrameType.DATA || beginData(flags, streamId, length);
  }

  @HotPath
  private @Nullable Http2Fault judge(int type, int flags, int streamId, int length) {
    if (length > Http2Hub.FRAME_BYTES_MAX) {
      return Http2Fault.FRAME_TOO_LARGE;
    }
    if (!settled && (type != FrameType.SETTINGS || (flags & FrameType.ACK) != 0)) {
      return Http2Fault.FIRST_FRAME_NOT_SETTINGS;
    }
    if (block.isOpen() && (type != FrameType.CONTINUATION || streamId != block.streamId())) {
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
      case FrameType.PUSH_PROMISE -> Http2Fault.PUSH_FROM_CLIENT;
      case FrameType.PING -> onConnection(streamId, length == 8);
      case FrameType.GOAWAY -> onConnection(streamId, length >= 8);
      case FrameType.PRIORITY_UPDATE -> onConnection(streamId, length >= 4);
      case FrameType.CONTINUATION -> block.isOpen() ? null : Http2Fault.UNEXPECTED_CONTINUATION;
      // "Implementations MUST ignore and discard frames of unknown types."
      // https://www.rfc-editor.org/rfc/rfc9113#section-4.1
      default -> guard.unknownFrame(connection.now());
    };
  }

  private static @Nullable Http2Fault onConnection(int streamId, boolean fits) {
    return streamId != 0 ? Http2Fault.BAD_STREAM_ID : fits ? null : Http2Fault.BAD_FRAME_LENGTH;
  }

  // DATA.

  /// The whole payload counts against the windows, padding too.
  @HotPath
  private boolean beginData(int flags, int streamId, int length) {
    dataLeft = length;
    dataEnds = (flags & FrameType.END_STREAM) != 0;
    padLengthDue = (flags & FrameType.PADDED) != 0;
    dataStream = null;
    if (padLengthDue && length == 0) {
      connection.fail(Http2Fault.BAD_PADDING);
      return false;
    }
    if (!flow.take(length)) {
      connection.fail(Http2Fault.WINDOW_EXCEEDED);
      return false;
    }
    if (length == 0 && !dataEnds) {
      Http2Fault flood = guard.emptyFrame(connection.now());
      if (flood != null) {
        connection.fail(flood);
        return false;
      }
    }
    Http2Stream stream = requests.find(streamId);
    if (stream == null) {
      return dataWithoutStreamSlow(streamId);
    }
    if (!stream.state.receives()) {
      life.fault(stream, Http2Fault.CLOSED_STREAM);
    } else if (!stream.body.window.take(length)) {
      life.fault(stream, Http2Fault.WINDOW_EXCEEDED);
    } else {
      dataStream = stream;
    }
    return connection.isOpen();
  }

  private boolean dataWithoutStreamSlow(int streamId) {
    if (requests.isIdle(streamId)) {
      connection.fail(Http2Fault.IDLE_STREAM);
      return false;
    }
    if (!requests.isExpectedAfterReset(streamId)) {
      life.fault(streamId, Http2Fault.CLOSED_STREAM);
    }
    return connection.isOpen();
  }

  @Override
  @HotPath
  public void data(long address, int length, boolean last) {
    long at = address;
    int count = length;
    if (padLengthDue && count > 0) {
      int padding = Memory.getByte(at) & 0xff;
      padLengthDue = false;
      dataLeft -= 1 + padding;
      if (dataLeft < 0) {
        connection.fail(Http2Fault.BAD_PADDING);
        return;
      }
      credit(1 + padding);
      at++;
      count--;
    }
    // What lies behind the data is padding.
    int data = Math.min(count, dataLeft);
    if (data > 0) {
      dataLeft -= data;
      deliver(at, data);
    }
    completed += last ? 1 : 0;
    if (last && dataEnds) {
      Http2Stream stream = dataStream;
      if (stream != null) {
        life.requestEnded(stream);
      }
    }
  }

  @HotPath
  private void deliver(long address, int length) {
    Http2Stream stream = dataStream;
    if (stream == null) {
      flow.give(length);
    } else if (!stream.body.admits(length)) {
      flow.give(length);
      life.fault(stream, Http2Fault.LENGTH_MISMATCH);
    } else if (stream.handled) {
      life.bodyPassed(stream, length);
    } else {
      stream.body.arrived(address, length);
      life.bodyArrived(stream, length);
    }
  }

  @HotPath
  private void credit(int bytes) {
    Http2Stream stream = dataStream;
    if (stream == null) {
      flow.give(bytes);
    } else {
      flow.give(stream, bytes);
    }
  }

  // Frames that are whole.

  @Override
  @HotPath
  public void frame(int type, int flags, int streamId, long payload, int length) {
    switch (type) {
      case FrameType.HEADERS -> headers(flags, streamId, payload, length);
      case FrameType.WINDOW_UPDATE -> windowUpdate(streamId, word(payload) & 0x7fff_ffff);
      default -> otherFrameSlow(type, flags, streamId, payload, length);
    }
    completed += block.isOpen() ? 0 : 1;
  }

  private void otherFrameSlow(int type, int flags, int streamId, long payload, int length) {
    switch (type) {
      case FrameType.PRIORITY -> priority(streamId, payload, length);
      case FrameType.RST_STREAM -> resetStream(streamId);
      case FrameType.SETTINGS -> settings(flags, payload, length);
      case FrameType.PING -> ping(flags, Memory.getLong(payload));
      case FrameType.GOAWAY -> connection.peerGoesAway();
      case FrameType.CONTINUATION -> continuation(flags, payload, length);
      case FrameType.PRIORITY_UPDATE -> priorityUpdate(payload, length);
      default -> {
        // Ignored, and counted when it began.
      }
    }
  }

  @HotPath
  private void headers(int flags, int streamId, long payload, int length) {
    long at = payload;
    int count = length;
    int padding = 0;
    if ((flags & FrameType.PADDED) != 0) {
      if (count == 0) {
        connection.fail(Http2Fault.BAD_PADDING);
        return;
      }
      padding = Memory.getByte(at) & 0xff;
      at++;
      count--;
    }
    boolean dependsOnItself = false;
    if ((flags & FrameType.WITH_PRIORITY) != 0) {
      if (count < 5) {
        connection.fail(Http2Fault.BAD_FRAME_LENGTH);
        return;
      }
      dependsOnItself = (word(at) & 0x7fff_ffff) == streamId;
      at += 5;
      count -= 5;
    }
    count -= padding;
    if (count < 0) {
      connection.fail(Http2Fault.BAD_PADDING);
      return;
    }
    boolean ends = (flags & FrameType.END_STREAM) != 0;
    if (dependsOnItself) {
      requests.refuseNext(Http2Fault.SELF_DEPENDENCY);
    }
    if ((flags & FrameType.END_HEADERS) != 0) {
      requests.block(streamId, ends, at, count);
    } else {
      block.begin(streamId, ends, at, count);
    }
  }

  private void continuation(int flags, long payload, int length) {
    if (block.continuations() >= shared.options.floods().continuationsMax()
        || block.length() + length > BufferPool.SIZE_MAX) {
      connection.fail(Http2Fault.CONTINUATION_FLOOD);
      return;
    }
    block.more(payload, length);
    if ((flags & FrameType.END_HEADERS) == 0) {
      return;
    }
    if (!block.join()) {
      connection.fail(Http2Fault.NO_MEMORY);
      return;
    }
    // A block of nothing lies nowhere.
    int size = block.length();
    requests.block(
        block.streamId(), block.endsStream(), size == 0 ? payload : block.address(), size);
    block.close();
  }

  @HotPath
  private void windowUpdate(int streamId, int bytes) {
    Http2Fault flood = guard.windowUpdate(connection.now());
    if (flood != null) {
      connection.fail(flood);
    } else if (streamId == 0) {
      connection.sendWindowOpened(bytes);
    } else {
      streamWindowUpdate(streamId, bytes);
    }
  }

  @HotPath
  private void streamWindowUpdate(int streamId, int bytes) {
    Http2Stream stream = requests.find(streamId);
    if (stream != null) {
      if (bytes == 0) {
        life.fault(stream, Http2Fault.ZERO_WINDOW_UPDATE);
      } else if (stream.response.window.add(bytes)) {
        connection.sendWindowOpened(stream);
      } else {
        life.fault(stream, Http2Fault.WINDOW_OVERFLOW);
      }
    } else if (requests.isIdle(streamId)) {
      connection.fail(Http2Fault.IDLE_STREAM);
    } else if (bytes == 0) {
      life.fault(streamId, Http2Fault.ZERO_WINDOW_UPDATE);
    }
  }

  /// The tree of RFC 7540 is read and not followed; what is said here is that a priority has the
  /// right size and does not hang on itself.
  private void priority(int streamId, long payload, int length) {
    Http2Fault flood = guard.priority(connection.now());
    if (flood != null) {
      connection.fail(flood);
    } else if (length != 5) {
      streamOrIdFault(streamId, Http2Fault.BAD_FRAME_LENGTH);
    } else if ((word(payload) & 0x7fff_ffff) == streamId) {
      streamOrIdFault(streamId, Http2Fault.SELF_DEPENDENCY);
    }
  }

  private void streamOrIdFault(int streamId, Http2Fault fault) {
    Http2Stream stream = requests.find(streamId);
    if (stream != null) {
      life.fault(stream, fault);
    } else if (requests.isIdle(streamId)) {
      connection.fail(fault);
    } else {
      life.fault(streamId, fault);
    }
  }

  private void priorityUpdate(long payload, int length) {
    Http2Fault flood = guard.priority(connection.now());
    int streamId = word(payload) & 0x7fff_ffff;
    if (flood != null) {
      connection.fail(flood);
    } else if (streamId == 0) {
      connection.fail(Http2Fault.BAD_PRIORITY_UPDATE);
    } else {
      connection.reprioritize(streamId, payload + 4, length - 4);
    }
  }

  private void resetStream(int streamId) {
    Http2Stream stream = requests.find(streamId);
    if (stream != null) {
      life.reset(stream);
    } else if (requests.isIdle(streamId)) {
      connection.fail(Http2Fault.IDLE_STREAM);
    }
  }

  private void settings(int flags, long payload, int length) {
    if ((flags & FrameType.ACK) != 0) {
      requests.settingsAcknowledged();
      return;
    }
    settled = true;
    Http2Fault fault = guard.settings(connection.now());
    if (fault == null) {
      connection.acknowledgeSettings();
      fault = take(payload, length);
    }
    if (fault != null) {
      connection.fail(fault);
    }
  }

  private @Nullable Http2Fault take(long payload, int length) {
    int before = peer.initialWindow();
    Http2Fault fault = peer.take(payload, length);
    return fault == null ? connection.peerSettled(peer.initialWindow() - before) : fault;
  }

  /// Takes settings that came with an upgrade, which are not acknowledged.
  ///
  /// @return what is wrong with them, or `null`
  @Nullable Http2Fault settle(byte[] payload) {
    if (payload.length == 0) {
      return null;
    }
    Buffer buffer =
        payload.length > BufferPool.SIZE_MAX ? null : shared.pool.acquireForHead(payload.length);
    if (buffer == null) {
      return Http2Fault.NO_MEMORY;
    }
    buffer.put(payload, 0, payload.length);
    Http2Fault fault = take(buffer.readAddress(), payload.length);
    shared.pool.release(buffer);
    return fault;
  }

  private void ping(int flags, long data) {
    if ((flags & FrameType.ACK) != 0) {
      connection.pingAnswered(data);
      return;
    }
    Http2Fault flood = guard.ping(connection.now());
    if (flood != null) {
      connection.fail(flood);
    } else {
      connection.answerPing(data);
    }
  }

  @Override
  public void outOfMemory() {
    connection.fail(Http2Fault.NO_MEMORY);
  }

  @HotPath
  private static int word(long address) {
    return Integer.reverseBytes(Memory.getInt(address));
  }
}
