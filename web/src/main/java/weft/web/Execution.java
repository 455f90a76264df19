package weft.web;

/// Where a route's filters and handler run.
public enum Execution {
  /// On a virtual thread that the connection's hub carries, as routes do if nothing else is said:
  /// for everything that waits, and for computation of up to a millisecond or so.
  HUB,

  /// On the shared pool of platform threads: for long computation and for native calls that block.
  /// A hub is never held up by it. When 10,000 requests and calls wait for a thread of the pool,
  /// further ones are answered with 503.
  POOL,

  /// On a new platform thread for each request: for what needs a thread to itself, such as a native
  /// library that is bound to one, or work that would fill the pool for a long time.
  THREAD
}
