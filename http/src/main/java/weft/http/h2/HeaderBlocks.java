package weft.http.h2;

import weft.http.h2.hpack.HeaderSink;
import weft.http.h2.hpack.HpackDecoder;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// Decodes the header blocks of a connection, trailers wholly.
///
/// Whatever becomes of a block, it is decoded: later blocks count on what it does to the table.
final class HeaderBlocks {
  /// Blocks of streams that were given up say nothing.
  private static final HeaderSink NOBODY = (id, name, nameLength, value, valueLength) -> {};

  private final Http2Hub shared;
  private final Http2Endpoint endpoint;
  private final Http2Side side;
  private final HpackDecoder decoder;

  HeaderBlocks(Http2Hub shared, Http2Endpoint endpoint, Http2Side side) {
    this.shared = shared;
    this.endpoint = endpoint;
    this.side = side;
    decoder = new HpackDecoder(shared.options.headerTableBytes());
  }

  /// Decodes a block; names and values lie in [DecodingRoom#fields] then, until the next one.
  ///
  /// @return as [HpackDecoder#decode]; [HpackDecoder#MALFORMED] also when this has ended the
  ///   connection
  @HotPath
  int decode(long address, int length, HeaderSink sink) {
    int result =
        decoder.decode(
            address,
            length,
            shared.room.fields(),
            shared.room.fieldsBytes(),
            shared.limits.headBytesMax(),
            sink);
    return decoder.resizes() == 0 || mayResizeSlow() ? result : HpackDecoder.MALFORMED;
  }

  private boolean mayResizeSlow() {
    endpoint.failIf(endpoint.guard.tableResized(decoder.resizes(), endpoint.now()));
    return endpoint.isOpen();
  }

  /// Decodes a block nobody wants.
  ///
  /// @return whether the connection goes on
  boolean pass(long address, int length) {
    if (decode(address, length, NOBODY) == HpackDecoder.MALFORMED) {
      endpoint.fail(Http2Fault.BAD_HEADER_BLOCK);
      return false;
    }
    return true;
  }

  /// Takes a block behind a body.
  void trailers(MessageStream stream, boolean endStream, long address, int length) {
    TrailerFields sink = stream.trailerSink();
    boolean wanted = stream.state.receives() && !stream.handled;
    if (wanted) {
      sink.start(shared.room.fields());
    }
    int result = decode(address, length, wanted ? sink : NOBODY);
    if (result == HpackDecoder.MALFORMED) {
      endpoint.fail(Http2Fault.BAD_HEADER_BLOCK);
    } else if (!stream.state.receives()) {
      side.unexpected(stream);
    } else if (!endStream) {
      side.fault(stream, Http2Fault.TRAILERS_WITHOUT_END);
    } else if (result == HpackDecoder.TOO_LARGE) {
      side.fault(stream, Http2Fault.HEADERS_TOO_LARGE);
    } else if (wanted) {
      keep(stream, sink);
    } else {
      side.receivedEnd(stream);
    }
  }

  private void keep(MessageStream stream, TrailerFields sink) {
    Http2Fault fault = sink.fault();
    if (fault != null) {
      side.fault(stream, fault);
      return;
    }
    Buffer buffer = shared.pool.acquireForHead(Math.max(1, sink.extent()));
    if (buffer == null) {
      side.fault(stream, Http2Fault.NO_MEMORY);
      return;
    }
    buffer.put(shared.room.fields(), sink.extent());
    stream.keepTrailers(buffer);
    side.receivedEnd(stream);
  }
}
