package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.Status;
import weft.http.h2.hpack.HpackDecoder;

/// Turns header blocks into the heads of responses, interim and final, and trailers ([RFC 9113
/// §8.1](https://www.rfc-editor.org/rfc/rfc9113#section-8.1)).
final class Responses {
  /// Interim responses of one call; no server we know sends more than a few.
  static final int INTERIMS_MAX = 32;

  private final Http2Hub shared;
  private final Http2Endpoint endpoint;
  private final ClientSide side;
  private final HeaderBlocks blocks;

  Responses(Http2Hub shared, Http2Endpoint endpoint, ClientSide side) {
    this.shared = shared;
    this.endpoint = endpoint;
    this.side = side;
    blocks = new HeaderBlocks(shared, endpoint, side);
  }

  /// Takes a whole header block.
  void block(int streamId, boolean endStream, long address, int length) {
    MessageStream stream = endpoint.streams.find(streamId);
    if (stream == null) {
      unexpected(streamId, address, length);
    } else if (stream.hasHead) {
      blocks.trailers(stream, endStream, address, length);
    } else {
      head((CallStream) stream, endStream, address, length);
    }
  }

  /// A block of a stream that is over, or never was.
  private void unexpected(int streamId, long address, int length) {
    if (!blocks.pass(address, length)) {
      return;
    }
    if ((streamId & 1) == 0) {
      endpoint.fail(Http2Fault.BAD_STREAM_ID);
    } else if (side.isIdle(streamId)) {
      endpoint.fail(Http2Fault.IDLE_STREAM);
    } else if (!side.isStillUnderWay(streamId)) {
      endpoint.fail(Http2Fault.CLOSED_STREAM);
    }
  }

  private void head(CallStream stream, boolean endStream, long address, int length) {
    ResponseFields head = stream.head;
    head.start(shared.room.fields());
    int result = blocks.decode(address, length, head);
    if (result == HpackDecoder.MALFORMED) {
      endpoint.fail(Http2Fault.BAD_HEADER_BLOCK);
      return;
    }
    Http2Fault fault = judge(head, result);
    if (fault != null) {
      side.fault(stream, fault);
    } else if (head.isInterim()) {
      interim(stream, endStream);
    } else {
      answer(stream, endStream);
    }
  }

  private static @Nullable Http2Fault judge(ResponseFields head, int result) {
    return result == HpackDecoder.TOO_LARGE || head.hasTooMany()
        ? Http2Fault.HEADERS_TOO_LARGE
        : head.judge();
  }

  /// "A HEADERS frame with the END_STREAM flag set that carries an informational status code is
  /// malformed." https://www.rfc-editor.org/rfc/rfc9113#section-8.1
  private void interim(CallStream stream, boolean endStream) {
    if (endStream) {
      side.fault(stream, Http2Fault.ENDED_INTERIM);
    } else if (++stream.interims > INTERIMS_MAX) {
      side.fault(stream, Http2Fault.INTERIM_FLOOD);
    } else {
      stream.owner.informed(stream.head.status(), stream.head.fields());
    }
  }

  private void answer(CallStream stream, boolean endStream) {
    ResponseFields head = stream.head;
    boolean bodiless = isBodiless(stream);
    if (endStream && !bodiless && head.contentLength() > 0 && !stream.isTunnel()) {
      side.fault(stream, Http2Fault.LENGTH_MISMATCH);
    } else if (!head.keep(shared.pool)) {
      side.fault(stream, Http2Fault.NO_MEMORY);
    } else {
      stream.hasHead = true;
      stream.body.announce(
          bodiless || endStream ? 0 : stream.isTunnel() ? -1 : head.contentLength());
      side.answered(stream, endStream);
    }
  }

  /// "A response to a HEAD request", 204 and 304 have no content, whatever Content-Length says.
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.1.1
  private static boolean isBodiless(CallStream stream) {
    return stream.request.method().equals("HEAD") || Status.isBodiless(stream.head.status());
  }
}
