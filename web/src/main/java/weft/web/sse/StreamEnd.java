package weft.web.sse;

/// Why an event stream has ended.
enum StreamEnd {
  /// Its handler returned.
  RETURNED,

  /// It was closed: its client comes back.
  CLOSED,

  /// The server stops.
  STOPPING,

  /// Its client went away, which interrupts its handler by itself.
  GONE,

  /// Its client was too slow.
  OVERFLOW,

  /// Its handler threw, or what codes the body.
  FAILED;

  /// Whether its client does not get what waits.
  boolean isBrokenOff() {
    return switch (this) {
      case GONE, OVERFLOW, FAILED -> true;
      case RETURNED, CLOSED, STOPPING -> false;
    };
  }
}
