package weft.http.h1;

import weft.http.HttpLimits;
import weft.hub.memory.HotPath;

/// Whether a connection goes on behind the present response (RFC 9112 §9.3): if the client wants
/// it, the server is not stopping, limits are kept, and the next request can be found.
final class Persistence {
  private final Http1Hub shared;
  private final long openedNanos;
  private long requests;
  private boolean draining;

  Persistence(Http1Hub shared, long nowNanos) {
    this.shared = shared;
    openedNanos = nowNanos;
  }

  /// Another request was handed out.
  @HotPath
  void requested() {
    requests++;
  }

  /// Whether there was a request before.
  @HotPath
  boolean isUsed() {
    return requests > 0;
  }

  /// The server is stopping.
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  /// Decides.
  @HotPath
  boolean goesOn(Http1Message message, long nowNanos) {
    HttpLimits limits = shared.limits;
    return message.parser.framing().keepAlive
        && !draining
        && message.body.fault() == null
        && (message.body.isEnded() || mayDiscard(message))
        && (limits.requestsPerConnectionMax() == 0 || requests < limits.requestsPerConnectionMax())
        && (shared.ageNanosMax == 0 || nowNanos - openedNanos < shared.ageNanosMax);
  }

  /// Whether a body that is not read can be thrown away: not when the client still waits to be told
  /// to send it, nor when too much is coming.
  private boolean mayDiscard(Http1Message message) {
    return message.reader.isContinued()
        && message.body.remaining() <= shared.limits.discardBytesMax();
  }
}
