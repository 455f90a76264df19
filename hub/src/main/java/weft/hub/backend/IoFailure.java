package weft.hub.backend;

/// Why the operating system refused or ended an operation. Each back-end maps its own error numbers
/// or exceptions to these in one place.
public enum IoFailure {
  /// The peer reset the connection (ECONNRESET, EPIPE).
  RESET,
  /// Nobody listens at the address (ECONNREFUSED).
  REFUSED,
  /// The peer or the path did not answer in time (ETIMEDOUT).
  TIMED_OUT,
  /// No route to the address (EHOSTUNREACH, ENETUNREACH).
  UNREACHABLE,
  /// The process or the system has no file descriptor left (EMFILE, ENFILE).
  NO_FILES,
  /// The system or the back-end has no buffer left (ENOBUFS, ENOMEM).
  NO_BUFFERS,
  /// Somebody else uses the address (EADDRINUSE).
  ADDRESS_IN_USE,
  /// The address is not one of this machine's (EADDRNOTAVAIL).
  ADDRESS_NOT_AVAILABLE,
  /// Not permitted (EACCES, EPERM).
  NOT_PERMITTED,
  /// A datagram is larger than the path takes (EMSGSIZE).
  TOO_LARGE,
  /// We cancelled the operation ourselves (ECANCELED).
  CANCELLED,
  /// Anything else.
  OTHER
}
