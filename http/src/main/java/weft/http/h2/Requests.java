package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.Status;
import weft.http.h2.hpack.HpackDecoder;
import weft.http.protocol.Methods;
import weft.hub.memory.HotPath;

/// Turns header blocks into requests and trailers, and knows which streams there are.
final class Requests {
  private final Http2Hub shared;
  private final Http2Endpoint endpoint;
  private final ServerSide side;
  private final StreamTable streams;
  private final PeerSettings peer;
  private final HeaderBlocks blocks;
  private final EarlyPriorities priorities = new EarlyPriorities();
  private int lastStreamId;
  private int lastStreamIdMax = Integer.MAX_VALUE;
  private boolean limitIsKnown;
  private @Nullable Http2Fault nextFault;

  Requests(Http2Hub shared, Http2Endpoint endpoint, ServerSide side) {
    this.shared = shared;
    this.endpoint = endpoint;
    this.side = side;
    streams = endpoint.streams;
    peer = endpoint.peer;
    blocks = new HeaderBlocks(shared, endpoint, side);
  }

  /// Whether a client's stream was never opened.
  boolean isIdle(int streamId) {
    return streamId > lastStreamId;
  }

  /// The greatest id a client has used of those we take: "Endpoints MUST NOT increase the value
  /// they send in the last stream identifier". https://www.rfc-editor.org/rfc/rfc9113#section-6.8
  int lastStreamId() {
    return Math.min(lastStreamId, lastStreamIdMax);
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

  /// The client says how urgent a stream is before it opens it. "The number of streams that have
  /// been prioritized but remain in the "idle" state plus the number of active streams … MUST NOT
  /// exceed the value of the SETTINGS_MAX_CONCURRENT_STREAMS parameter."
  /// https://www.rfc-editor.org/rfc/rfc9218#section-7.1
  void prioritizedEarly(int streamId, Priority priority) {
    if (!limitIsKnown) {
      return;
    }
    int active = streams.count() - side.pushed();
    if (priorities.keep(streamId, priority, lastStreamId) + active > shared.options.streamsMax()) {
      endpoint.fail(Http2Fault.TOO_MANY_PRIORITIES);
    }
  }

  /// What was said so of a stream that opens, or `null`.
  @HotPath
  @Nullable Priority takeEarlyPriority(int streamId) {
    return priorities.take(streamId);
  }

  /// Takes a whole header block.
  @HotPath
  void block(int streamId, boolean endStream, long address, int length) {
    MessageStream stream = streams.find(streamId);
    if (stream != null) {
      nextFault = null;
      blocks.trailers(stream, endStream, address, length);
    } else if ((streamId & 1) != 0 && streamId > lastStreamId) {
      lastStreamId = streamId;
      request(streamId, endStream, address, length);
    } else {
      nextFault = null;
      unexpected(streamId, endStream, address, length);
    }
  }

  /// A block of a stream that is over. One that we gave up may still have trailers under way, but
  /// nothing else.
  private void unexpected(int streamId, boolean endStream, long address, int length) {
    if (!blocks.pass(address, length)) {
      return;
    }
    if ((streamId & 1) == 0) {
      endpoint.fail(side.isIdle(streamId) ? Http2Fault.BAD_STREAM_ID : Http2Fault.CLOSED_STREAM);
    } else if (streams.wasResetByUs(streamId)) {
      if (!endStream) {
        endpoint.fault(streamId, Http2Fault.TRAILERS_WITHOUT_END);
      }
    } else {
      endpoint.fail(
          streams.hasEnded(streamId) ? Http2Fault.CLOSED_STREAM : Http2Fault.STREAM_ID_NOT_GREATER);
    }
  }

  // Requests.

  @HotPath
  private void request(int id, boolean endStream, long address, int length) {
    if (id > lastStreamIdMax) {
      // The client sent it before it knew; it will send it again elsewhere.
      blocks.pass(address, length);
      streams.remember(id, true);
      return;
    }
    if (side.isFull()) {
      refuseSlow(id, address, length);
      return;
    }
    Http2Stream stream = side.acquire();
    stream.head.start(shared.room.fields());
    int result = blocks.decode(address, length, stream.head);
    if (result == HpackDecoder.MALFORMED) {
      side.giveBack(stream);
      endpoint.fail(Http2Fault.BAD_HEADER_BLOCK);
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
      side.giveBack(stream);
      endpoint.fault(id, fault);
    } else if (status != 0) {
      side.giveBack(stream);
      side.answer(id, status, endStream);
    } else {
      side.open(stream, id, endStream, peer.initialWindow());
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
  private void refuseSlow(int id, long address, int length) {
    nextFault = null;
    if (blocks.pass(address, length)) {
      side.refuse(id, limitIsKnown);
    }
  }

  /// Takes a request that came by HTTP/1.1, as stream 1.
  void upgraded(String method, String path, String authority, FieldTable fields) {
    lastStreamId = 1;
    Http2Stream stream = side.acquire();
    new ToldRequest(shared.room, stream.head).upgraded(method, path, authority, fields);
    Http2Fault fault = judge(stream, true);
    if (fault == null && !stream.head.keep(shared.pool)) {
      fault = Http2Fault.NO_MEMORY;
    }
    if (fault != null) {
      side.giveBack(stream);
      endpoint.fault(1, fault);
    } else {
      side.open(stream, 1, true, peer.initialWindow());
    }
  }
}
