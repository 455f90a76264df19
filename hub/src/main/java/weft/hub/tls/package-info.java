/// TLS between a TCP connection and a protocol engine, for servers and clients.
///
/// [weft.hub.tls.TlsServer] and [weft.hub.tls.TlsClient] hold certificates and settings, for all
/// hubs; [weft.hub.tls.TlsConnection] lies between one connection and its engine, on the
/// connection's hub. The cryptography is BoringSSL's where its native library loads, else the
/// JDK's.
///
/// RFC 8446 (TLS 1.3), RFC 5246 (TLS 1.2), RFC 6066 (SNI), RFC 7301 (ALPN), RFC 5077 (tickets), RFC
/// 9525 (which server a certificate is for).
///
/// **Limits and non-goals.** No renegotiation, no early data; a client asks nobody about
/// revocation, and does not read its files anew. Everything a peer can make grow is bounded: a
/// handshake's bytes, its time, the work it can have done on the pool, the sessions a client keeps.
@NullMarked
package weft.hub.tls;

import org.jspecify.annotations.NullMarked;
