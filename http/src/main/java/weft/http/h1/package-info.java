/// HTTP/1.1 (RFC 9112) as state machines without I/O, clock or threads.
///
/// [weft.http.h1.Http1Connection] is the machine: bytes and times go in, bytes go out through a
/// [weft.http.h1.Http1Link], which also hands requests to whoever answers them. The hub, a test and
/// a fuzzer drive the same class.
///
/// **Strictness.** Framing that two parties could read differently is refused and the connection
/// closed: bare CR or LF, folded lines, white space before a colon, Content-Length that is
/// repeated, malformed or joined by Transfer-Encoding, codings other than one final `chunked`,
/// chunk lines outside the grammar. [weft.http.h1.Http1Fault] lists every reason.
///
/// **Threads.** Everything belongs to one hub.
///
/// **Non-goals.** Upgrades and tunnels (`CONNECT`), transfer codings other than `chunked`.
@NullMarked
package weft.http.h1;

import org.jspecify.annotations.NullMarked;
