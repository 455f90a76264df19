/// TLS by BoringSSL, through the low-level classes of netty-tcnative: several times the JDK's
/// speed, in native code that must be beside the program.
///
/// All calls with raw pointers are in [NativeSsl] and [NativeSslContext]. A wrong pointer there
/// ends the process, so each keeps its own and forgets it when it is freed. An `SSL*` belongs to
/// one thread at a time: the hub's, or the offload pool's while a handshake step runs there. That
/// is the case when the key is RSA or clients show certificates; signing with an EC key takes less
/// than the way there and back. A client makes its first message on the hub, and judges the server
/// on the pool.
///
/// **Limits and non-goals.** Not for musl. ALPN without a protocol in common goes on without one.
@NullMarked
package weft.hub.tls.boringssl;

import org.jspecify.annotations.NullMarked;
