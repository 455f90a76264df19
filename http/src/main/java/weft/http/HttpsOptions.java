package weft.http;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.TlsOptions;

/// A second place where a server listens, for TLS.
///
/// @param address TCP; port 0 picks a free one
/// @param tls certificates and settings
/// @param hsts what every response over TLS says about coming by TLS only, unless its handler says
///   something else; `null` for nothing
public record HttpsOptions(SocketAddress address, TlsOptions tls, @Nullable Hsts hsts) {
  /// Without HSTS.
  public HttpsOptions(SocketAddress address, TlsOptions tls) {
    this(address, tls, null);
  }

  /// The same with another HSTS, or `null`.
  public HttpsOptions withHsts(@Nullable Hsts hsts) {
    return new HttpsOptions(address, tls, hsts);
  }
}
