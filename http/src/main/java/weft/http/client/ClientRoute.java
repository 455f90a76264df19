package weft.http.client;

import org.jspecify.annotations.Nullable;

/// Which connections a call may use: those to its origin, through a tunnel or not, or those to a
/// proxy that fetches for it.
///
/// @param origin where the connection, or the tunnel, ends
/// @param proxy what it goes through, or `null`
/// @param http1 whether HTTP/2 is not offered, since the server has refused a call by it
record ClientRoute(Origin origin, @Nullable ProxyAddress proxy, boolean http1) {
  static ClientRoute to(Origin origin, Proxies proxies) {
    ProxyAddress proxy = proxies.proxyFor(origin);
    // A proxy fetches for all origins of http over the same connections.
    return new ClientRoute(
        proxy == null || origin.isSecure() ? origin : proxy.origin(), proxy, false);
  }

  /// The same for a server that wants HTTP/1.1.
  ClientRoute byHttp1() {
    return new ClientRoute(origin, proxy, true);
  }

  /// Whether the proxy is asked for a tunnel.
  boolean isTunnel() {
    return proxy != null && origin.isSecure();
  }

  /// Whether requests name whole URIs.
  boolean namesUris() {
    return proxy != null && !origin.isSecure();
  }

  @Override
  public String toString() {
    return proxy == null ? origin.toString() : origin + " by proxy " + proxy;
  }
}
