package weft.hub.tls.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a handshake has agreed on.
///
/// @param protocol `TLSv1.3` or `TLSv1.2`
/// @param cipher the cipher suite
/// @param applicationProtocol chosen by ALPN, empty for none
/// @param serverName the host the client asked for (SNI), `null` for none; a client knows whom it
///   asked
/// @param peerCertificates DER of the peer's certificate and those behind it
/// @param isResumed whether an earlier session was taken up
public record TlsAgreement(
    String protocol,
    String cipher,
    String applicationProtocol,
    @Nullable String serverName,
    List<byte[]> peerCertificates,
    boolean isResumed) {}
