/// HTTP/1.1 (RFC 9112) as state machines without I/O, clock or threads.
///
/// [weft.http.h1.Http1Connection] is the server's machine: bytes and times go in, bytes go out
/// through a [weft.http.h1.Http1Link], which also hands requests to whoever answers them.
/// [weft.http.h1.Http1ClientMachine] is the client's: whoever makes a call writes its request and
/// reads its response. The hub, a test and a fuzzer drive the same classes, and both machines read
/// field lines and bodies, and write heads and chunks, with the same parts.
///
/// **Strictness.** Framing that two parties could read differently is refused and the connection
/// closed, by either machine: bare CR or LF, folded lines, white space before a colon,
/// Content-Length that is repeated, malformed or joined by Transfer-Encoding, codings other than
/// one final `chunked`, chunk lines outside the grammar. [weft.http.h1.Http1Fault] lists every
/// reason.
///
/// **Threads.** Everything belongs to one hub.
///
/// **Non-goals.** Transfer codings other than `chunked`; on the server's side upgrades, but to
/// HTTP/2, and tunnels (`CONNECT`); on the client's side pipelining and upgrades.
@NullMarked
package weft.http.h1;

import org.jspecify.annotations.NullMarked;
