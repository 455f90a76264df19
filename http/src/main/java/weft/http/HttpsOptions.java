package weft.http;

import java.net.SocketAddress;
import weft.hub.tls.TlsOptions;

/// A second place where a server listens, for TLS.
///
/// @param address TCP; port 0 picks a free one
/// @param tls certificates and settings
public record HttpsOptions(SocketAddress address, TlsOptions tls) {}
