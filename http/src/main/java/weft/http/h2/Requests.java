package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.Status;
import weft.http.h2.hpack.HeaderSink;
import weft.http.h2.hpack.HpackDecoder;
import weft.http.protocol.Methods;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;

/// Turns header blocks into requests and trailers, and knows which streams there are.
///
/// Whatever becomes of a block, it is decoded: later blocks count on what it does to the table.
final class Requests {
  /// Blocks of streams that were given up say nothing.
  private static final HeaderSink NOBODY = (id, name, nameLength, value, valueLength) -> {};

  private final Http2Hub shared;
  private final Http2Connection connection;
  private final StreamLife life;
  private final StreamTable streams;
  private final PeerSettings peer;
  private final HpackDecoder decoder;
  private int lastStreamId;
  private int lastStreamIdMax = Integer.MAX_VALUE;
  private boolean limitIsKnown;
  private @Nullable Http2Fault nextFault;

  Requests(
      Http2Hub shared,
      Http2Connection connection,
      StreamLife life,
      StreamTable streams,
      PeerSettings peer) {
    this.shared = shared;
    this.connection = connection;
    this.life = life;
    this.streams = streams;
    this.peer = peer;
    decoder = new HpackDecoder(shared.options.headerTableBytes());
  }

  @HotPath
  @Nullable Http2Stream find(int streamId) {
    return streams.find(streamId);
  }

  /// Whether a stream was never opened.
  boolean isIdle(int streamId) {
    return streamId > lastStreamId || (streamId & 1) == 0;
  }

  /// Whether frames of a stream may still be under way because we gave it up.
  boolean isExpectedAfterReset(int streamId) {
    return streams.wasResetByUs(streamId);
  }

  /// The greatest id a client has used.
  int lastStreamId() {
    return lastStreamId;
  }

  /// Streams beyond the last one are not taken any more; the client has been told.
  void takeNoMore() {
    lastStreamIdMax = lastStreamId;
  }

  /// The client knows our limits from now on.
  void settingsAcknowledged() {
    limitIsKnown = true;
  }

  /// The next block opens a stream that is to be refused.
  void refuseNext(Http2Fault fault) {
    nextFault = fault;
  }

  /// Takes a whole header block.
  @HotPath
  void block(int streamId, boolean endStream, long address, int length) {
    Http2Stream stream = streams.find(streamId);
    Buffer scratch =
        shared.pool.acquire(shared.limits.headBytesMax() + shared.options.headerTableBytes());
    if (scratch == null) {
      connection.fail(Http2Fault.NO_MEMORY);
      return;
    }
    if (stream != null) {
      trailers(stream, endStream, address, length, scratch);
    } else if ((streamId & 1) != 0 && streamId > lastStreamId) {
      lastStreamId = streamId;
      request(streamId, endStream, address, length, scratch);
    } else {
      nextFault = null;
      unexpected(streamId, endStream, address, length, scratch);
    }
    shared.pool.release(scratch);
  }

  @HotPath
  private int decode(long address, int length, Buffer scratch, HeaderSink sink) {
    return decoder.decode(
        address,
        length,
        scratch.writeAddress(),
        scratch.capacity(),
        shared.limits.headBytesMax(),
        sink);
  }

  /// Decodes a block nobody wants.
  ///
  /// @return whether the connection goes on
  private boolean pass(long address, int length, Buffer scratch) {
    if (decode(address, length, scratch, NOBODY) == HpackDecoder.MALFORMED) {
      connection.fail(Http2Fault.BAD_HEADER_BLOCK);
      return false;
    }
    return true;
  }

  /// A block of a stream that is over. One that we gave up may still have trailers under way, but
  /// nothing else.
  private void unexpected(
      int streamId, boolean endStream, long address, int length, Buffer scratch) {
    if (!pass(address, length, scratch)) {
      return;
    }
    if (streams.wasResetByUs(streamId)) {
      if (!endStream) {
        life.fault(streamId, Http2Fault.TRAILERS_WITHOUT_END);
      }
    } else if ((streamId & 1) == 0) {
      connection.fail(Http2Fault.BAD_STREAM_ID);
    } else {
      connection.fail(
          streams.hasEnded(streamId) ? Http2Fault.CLOSED_STREAM : Http2Fault.STREAM_ID_NOT_GREATER);
    }
  }

  // Requests.

  @HotPath
  private void request(int id, boolean endStream, long address, int length, Buffer scratch) {
    if (id > lastStreamIdMax) {
      // The client sent it before it knew; it will send it again elsewhere.
      pass(address, length, scratch);
      streams.remember(id, true);
      return;
    }
    if (life.active() >= shared.options.streamsMax()) {
      refuseSlow(id, address, length, scratch);
      return;
    }
    Http2Stream stream = life.acquire();
    stream.head.start(scratch.writeAddress());
    int result = decode(address, length, scratch, stream.head);
    if (result == HpackDecoder.MALFORMED) {
      life.giveBack(stream);
      connection.fail(Http2Fault.BAD_HEADER_BLOCK);
      return;
    }
    Http2Fault fault = nextFault;
    nextFault = null;
    int status = 0;
    if (result == HpackDecoder.TOO_LARGE || stream.head.hasTooMany()) {
      status = Status.REQUEST_HEADER_FIELDS_TOO_LARGE;
    } else if (fault == null) {
      fault = judge(stream, endStream);
      status = fault == null ? refusal(stream) : 0;
    }
    if (fault == null && status == 0 && !stream.head.keep(shared.pool)) {
      fault = Http2Fault.NO_MEMORY;
    }
    if (fault != null) {
      life.giveBack(stream);
      life.fault(id, fault);
    } else if (status != 0) {
      life.giveBack(stream);
      life.answer(id, status, endStream);
    } else {
      life.open(stream, id, endStream, peer.initialWindow());
    }
  }

  @HotPath
  private @Nullable Http2Fault judge(Http2Stream stream, boolean endStream) {
    Http2Fault fault = stream.head.judge(shared.targets, shared.authorities);
    return fault == null && endStream && stream.head.contentLength() > 0
        ? Http2Fault.LENGTH_MISMATCH
        : fault;
  }

  /// The status of a request that no handler sees, or 0.
  @HotPath
  private int refusal(Http2Stream stream) {
    return stream.head.methodId() == Methods.CONNECT
            && (stream.head.target() == null || !shared.options.extendedConnect())
        ? Status.NOT_IMPLEMENTED
        : 0;
  }

  /// "An endpoint that receives a HEADERS frame that causes its advertised concurrent stream limit
  /// to be exceeded MUST treat this as a stream error": refused, so that it may be sent again.
  /// https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2
  private void refuseSlow(int id, long address, int length, Buffer scratch) {
    nextFault = null;
    if (pass(address, length, scratch)) {
      life.refuse(id, limitIsKnown);
    }
  }

  /// Takes a request that came by HTTP/1.1, as stream 1.
  void upgraded(String method, String target, String authority, FieldTable fields) {
    lastStreamId = 1;
    Buffer scratch =
        shared.pool.acquire(Math.min(2 * shared.limits.headBytesMax(), BufferPool.SIZE_MAX));
    if (scratch == null) {
      life.fault(1, Http2Fault.NO_MEMORY);
      return;
    }
    Http2Stream stream = life.acquire();
    new UpgradedRequest(scratch, stream.head).tell(method, target, authority, fields);
    Http2Fault fault = judge(stream, true);
    if (fault == null && !stream.head.keep(shared.pool)) {
      fault = Http2Fault.NO_MEMORY;
    }
    shared.pool.release(scratch);
    if (fault != null) {
      life.giveBack(stream);
      life.fault(1, fault);
    } else {
      life.open(stream, 1, true, peer.initialWindow());
    }
  }

  // Trailers.

  private void trailers(
      Http2Stream stream, boolean endStream, long address, int length, Buffer scratch) {
    nextFault = null;
    TrailerFields sink = stream.trailerSink();
    sink.start(scratch.writeAddress());
    boolean wanted = stream.state.receives() && !stream.handled;
    int result = decode(address, length, scratch, wanted ? sink : NOBODY);
    if (result == HpackDecoder.MALFORMED) {
      connection.fail(Http2Fault.BAD_HEADER_BLOCK);
    } else if (!stream.state.receives()) {
      life.fault(stream, Http2Fault.CLOSED_STREAM);
    } else if (!endStream) {
      life.fault(stream, Http2Fault.TRAILERS_WITHOUT_END);
    } else if (result == HpackDecoder.TOO_LARGE) {
      life.fault(stream, Http2Fault.HEADERS_TOO_LARGE);
    } else if (wanted) {
      keep(stream, sink, scratch);
    } else {
      life.requestEnded(stream);
    }
  }

  private void keep(Http2Stream stream, TrailerFields sink, Buffer scratch) {
    Http2Fault fault = sink.fault();
    if (fault != null) {
      life.fault(stream, fault);
      return;
    }
    Buffer buffer = shared.pool.acquireForHead(Math.max(1, sink.extent()));
    if (buffer == null) {
      life.fault(stream, Http2Fault.NO_MEMORY);
      return;
    }
    buffer.put(scratch.writeAddress(), sink.extent());
    stream.keepTrailers(buffer);
    life.requestEnded(stream);
  }
}
