package weft.hub;

/// Which back-end a hub uses.
public enum BackendChoice {
  /// The best that passes its self-test: io_uring, else epoll, else NIO.
  AUTO,
  /// io_uring through FFM; starting fails where it is not to be had.
  URING,
  /// epoll through FFM; starting fails where it is not to be had.
  EPOLL,
  /// The JDK's selectors; works everywhere.
  NIO
}
