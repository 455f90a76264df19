/// TLS between a TCP connection and a protocol engine, for servers.
///
/// [weft.hub.tls.TlsServer] holds certificates and settings, for all hubs;
/// [weft.hub.tls.TlsConnection] lies between one connection and its engine, on the connection's
/// hub. The cryptography is BoringSSL's where its native library loads, else the JDK's.
///
/// RFC 8446 (TLS 1.3), RFC 5246 (TLS 1.2), RFC 6066 (SNI), RFC 7301 (ALPN), RFC 5077 (tickets).
///
/// **Limits and non-goals.** Servers only. No renegotiation, no early data. Everything a client can
/// make grow is bounded: a handshake's bytes, its time, the work it can have done on the pool.
@NullMarked
package weft.hub.tls;

import org.jspecify.annotations.NullMarked;
