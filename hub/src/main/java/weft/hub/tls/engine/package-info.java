/// What a TLS connection asks of the library that does the cryptography: bytes in, bytes out, no
/// I/O.
///
/// An engine belongs to one connection and its hub; a context is shared by the connections of all
/// hubs and does not change once made. Handshake steps that compute for long are handed out as
/// tasks for the offload pool.
///
/// **Limits and non-goals.** No renegotiation, no early data (0-RTT).
@NullMarked
package weft.hub.tls.engine;

import org.jspecify.annotations.NullMarked;
