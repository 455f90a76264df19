package weft.hub.tls;

import java.util.Map;

/// What a [TlsServer] or a [TlsClient] has counted.
///
/// @param fullHandshakes handshakes with a fresh key exchange and signature
/// @param resumedHandshakes handshakes that took up an earlier session
/// @param refusedByRate connections refused because their address made too many; 0 for clients
/// @param failedHandshakes connections that came to nothing or broke, by reason: `timeout`,
///   `plain_http`, `not_tls` and so on; reasons that did not occur are left out
/// @param reloads successful reloads; 0 for clients
/// @param failedReloads reloads that left the old certificates in place; 0 for clients
public record TlsCounters(
    long fullHandshakes,
    long resumedHandshakes,
    long refusedByRate,
    Map<String, Long> failedHandshakes,
    long reloads,
    long failedReloads) {
  /// Takes a copy of the map.
  public TlsCounters {
    failedHandshakes = Map.copyOf(failedHandshakes);
  }
}
