/// TLS by the JDK's `SSLEngine`: no dependency, at several times the CPU of a native library.
///
/// Every handshake step runs as a task on the offload pool: the JDK computes for a millisecond and
/// more, and its random numbers and caches are behind locks that virtual threads also take (the
/// deadlock law). Records are read and written on the hub, on heap arrays, which the JDK's ciphers
/// handle faster than native memory. A client's session tickets come in records too:
/// [weft.hub.tls.jdk.SessionRandom] keeps them from the lock of the random numbers.
///
/// **Limits and non-goals.** No key log, no ticket keys of our own, no post-quantum group in JDK
/// 25. In TLS 1.2 the JDK ends our stream as soon as the peer ends its own.
@NullMarked
package weft.hub.tls.jdk;

import org.jspecify.annotations.NullMarked;
