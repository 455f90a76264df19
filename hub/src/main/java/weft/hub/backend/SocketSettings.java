package weft.hub.backend;

/// How a socket is set up.
///
/// @param backlog length of a listener's accept queue, connections, 1 to 65535
/// @param reusePort whether several listeners may share the address, one per hub (SO_REUSEPORT)
/// @param noDelay whether small writes leave at once (TCP_NODELAY)
/// @param receiveBufferBytes SO_RCVBUF, 0 for the system's default
/// @param sendBufferBytes SO_SNDBUF, 0 for the system's default
public record SocketSettings(
    int backlog, boolean reusePort, boolean noDelay, int receiveBufferBytes, int sendBufferBytes) {
  /// Backlog 1024, one listener per address, no delay, the system's buffer sizes.
  public static final SocketSettings DEFAULTS = new SocketSettings(1024, false, true, 0, 0);

  /// Refuses what no system accepts.
  public SocketSettings {
    if (backlog < 1 || backlog > 65_535) {
      throw new IllegalArgumentException("backlog " + backlog + " is not in 1 to 65535");
    }
    if (receiveBufferBytes < 0 || sendBufferBytes < 0) {
      throw new IllegalArgumentException("a socket buffer size is negative");
    }
  }

  /// The same with another `reusePort`.
  public SocketSettings withReusePort(boolean reusePort) {
    return new SocketSettings(backlog, reusePort, noDelay, receiveBufferBytes, sendBufferBytes);
  }

  /// The same with another backlog.
  public SocketSettings withBacklog(int backlog) {
    return new SocketSettings(backlog, reusePort, noDelay, receiveBufferBytes, sendBufferBytes);
  }
}
