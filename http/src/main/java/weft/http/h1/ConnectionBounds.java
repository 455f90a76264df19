package weft.http.h1;

/// What bounds every connection, whichever side of it we are on.
final class ConnectionBounds {
  /// Input a connection may hold before it stops receiving, in bytes.
  static final int INPUT_BYTES_MAX = 64 * 1024;

  /// Output a connection may hold before its writer has to wait, in bytes.
  static final int OUTPUT_BYTES_MAX = 128 * 1024;

  /// Memory at which it has to wait too, in bytes: pieces may leave the ends of buffers unused.
  static final int OUTPUT_MEMORY_MAX = 160 * 1024;

  /// What chunks and records add to so much, in bytes.
  static final int FRAMES_BYTES_MAX = 512;

  /// Time after which what found no memory is tried again.
  static final long MEMORY_RETRY_NANOS = 5_000_000;

  private ConnectionBounds() {}
}
