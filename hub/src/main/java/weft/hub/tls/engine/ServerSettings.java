package weft.hub.tls.engine;

import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// What a TLS library is to do for a server, with all files read and checked.
///
/// @param identities certificates with keys, at least one; the first is the default
/// @param clientTrust judges the certificates of clients, `null` when none is asked for
/// @param needsClientCertificate whether a client without one is refused
/// @param clientAuthorities PEM of the authorities named to clients
/// @param allowsTls12 whether TLS 1.2 is spoken, beside 1.3
/// @param ciphers names of cipher suites by preference; empty for the library's choice
/// @param groups names of key exchange groups by preference; those the library lacks are left out
/// @param applicationProtocols ALPN names by preference; empty for no ALPN
/// @param ticketKeys keys of session tickets, newest first; `null` to issue no tickets
/// @param keyLog takes lines for a key log, `null` for none
public record ServerSettings(
    List<KeyMaterial> identities,
    @Nullable X509ExtendedTrustManager clientTrust,
    boolean needsClientCertificate,
    byte[] clientAuthorities,
    boolean allowsTls12,
    List<String> ciphers,
    List<String> groups,
    List<String> applicationProtocols,
    @Nullable TicketKeys ticketKeys,
    @Nullable Consumer<byte[]> keyLog) {}
