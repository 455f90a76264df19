package weft.http.h2;

/// States of a stream ([RFC 9113 §5.1](https://www.rfc-editor.org/rfc/rfc9113#section-5.1)), seen
/// from our end.
enum StreamState {
  /// Nothing was sent or received.
  IDLE,
  /// We have promised it.
  RESERVED_LOCAL,
  /// The peer has promised it.
  RESERVED_REMOTE,
  /// Both may send.
  OPEN,
  /// We have sent all we will.
  HALF_CLOSED_LOCAL,
  /// The peer has sent all it will.
  HALF_CLOSED_REMOTE,
  /// Nobody sends any more.
  CLOSED;

  /// Behind the END_STREAM of the peer.
  StreamState receivedEnd() {
    return switch (this) {
      case OPEN -> HALF_CLOSED_REMOTE;
      case HALF_CLOSED_LOCAL, CLOSED -> CLOSED;
      case IDLE, RESERVED_LOCAL, RESERVED_REMOTE, HALF_CLOSED_REMOTE ->
          throw new IllegalStateException("no END_STREAM can come in state " + this);
    };
  }

  /// Behind a head of ours.
  StreamState sentHead() {
    return switch (this) {
      case RESERVED_LOCAL -> HALF_CLOSED_REMOTE;
      case OPEN, HALF_CLOSED_REMOTE, CLOSED -> this;
      case IDLE, RESERVED_REMOTE, HALF_CLOSED_LOCAL ->
          throw new IllegalStateException("no head can go in state " + this);
    };
  }

  /// Behind an END_STREAM of ours.
  StreamState sentEnd() {
    return switch (this) {
      case OPEN -> HALF_CLOSED_LOCAL;
      case HALF_CLOSED_REMOTE, CLOSED -> CLOSED;
      case IDLE, RESERVED_LOCAL, RESERVED_REMOTE, HALF_CLOSED_LOCAL ->
          throw new IllegalStateException("no END_STREAM can go in state " + this);
    };
  }

  /// Whether the peer may send DATA or HEADERS.
  boolean receives() {
    return switch (this) {
      case OPEN, HALF_CLOSED_LOCAL -> true;
      case IDLE, RESERVED_LOCAL, RESERVED_REMOTE, HALF_CLOSED_REMOTE, CLOSED -> false;
    };
  }

  /// Whether we may send a head, and DATA behind it.
  boolean sends() {
    return switch (this) {
      case RESERVED_LOCAL, OPEN, HALF_CLOSED_REMOTE -> true;
      case IDLE, RESERVED_REMOTE, HALF_CLOSED_LOCAL, CLOSED -> false;
    };
  }
}
