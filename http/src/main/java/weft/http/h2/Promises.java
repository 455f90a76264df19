package weft.http.h2;

import weft.http.FieldList;
import weft.hub.memory.BufferPool;

/// What a server promises: requests it makes in its client's place, each on a stream of its own
/// ([RFC 9113 §8.4](https://www.rfc-editor.org/rfc/rfc9113#section-8.4)).
///
/// A promise is an offer. Whatever stands against it, it is not made, and nobody is harmed.
final class Promises {
  /// Promises of one request: a page has no more that is worth sending unasked.
  static final int PER_REQUEST_MAX = 32;

  /// The greatest id of a stream.
  private static final int ID_MAX = Integer.MAX_VALUE;

  private final Http2Hub shared;
  private final Http2Endpoint endpoint;
  private final ServerSide side;

  /// The greatest id promised, 0 for none: "The identifier of a newly established stream MUST be
  /// numerically greater than all streams that the initiating endpoint has opened or reserved."
  /// https://www.rfc-editor.org/rfc/rfc9113#section-5.1.1
  int lastId;

  Promises(Http2Hub shared, Http2Endpoint endpoint, ServerSide side) {
    this.shared = shared;
    this.endpoint = endpoint;
    this.side = side;
  }

  /// Whether a stream of even id was never promised.
  boolean isIdle(int streamId) {
    return streamId > lastId;
  }

  /// Promises the answer to a GET, and has it handled. It may be answered before this returns.
  ///
  /// @param asked the request whose response will refer to it
  /// @return whether it was promised
  boolean make(Http2Stream asked, String target, FieldList fields) {
    if (!isWanted() || !mayAsk(asked) || !hasRoom()) {
      return false;
    }
    Http2Stream stream = side.acquire();
    if (!tell(stream, asked.head, target, fields)
        || !endpoint.heads.promise(asked.id, lastId + 2, asked.head, target, fields)) {
      side.giveBack(stream);
      return false;
    }
    lastId += 2;
    asked.promises++;
    stream.promise(lastId, endpoint.peer.initialWindow(), asked);
    side.promised(stream);
    return true;
  }

  /// "PUSH_PROMISE MUST NOT be sent if the SETTINGS_ENABLE_PUSH setting of the peer endpoint is set
  /// to 0." https://www.rfc-editor.org/rfc/rfc9113#section-6.6
  private boolean isWanted() {
    return shared.options.push() && endpoint.peer.takesPushes() && !endpoint.lifetime.isDraining();
  }

  /// "PUSH_PROMISE frames MUST only be sent on a peer-initiated stream that is in either the "open"
  /// or "half-closed (remote)" state." https://www.rfc-editor.org/rfc/rfc9113#section-6.6
  private static boolean mayAsk(Http2Stream asked) {
    return asked.state.sends()
        && !asked.promised
        && !asked.outgoing.begun
        && asked.promises < PER_REQUEST_MAX
        && !asked.authority().isEmpty();
  }

  /// Streams that are only promised count, too, although the client's limit does not ask for that.
  private boolean hasRoom() {
    return side.pushed() < endpoint.peer.streamsMax()
        && side.active() < shared.options.streamsMax()
        && lastId < ID_MAX - 2
        && !endpoint.sender.isFull();
  }

  /// Makes the head of the request as if the client had sent it.
  ///
  /// @return false when it is too large, we would not take it from a client, or there is no memory
  private boolean tell(Http2Stream stream, RequestHead asked, String target, FieldList fields) {
    if (HeaderFrames.promiseBytes(target, asked.authority(), fields) > BufferPool.SIZE_MAX) {
      return false;
    }
    RequestHead head = stream.head;
    new ToldRequest(shared.room, head).promised(asked.scheme(), target, asked.authority(), fields);
    Http2Fault fault = head.judge(shared.targets, shared.authorities);
    return fault == null && !head.hasTooMany() && head.keep(shared.pool);
  }
}
