/// WebSocket (RFC 6455) with permessage-deflate (RFC 7692) as a state machine without I/O, clock or
/// threads.
///
/// [weft.http.ws.WebSocketMachine] is either side of one socket: bytes and times go in, bytes go
/// out through a link, messages to a [weft.http.ws.WebSocketOwner]. A TCP connection, TLS or a
/// stream of HTTP/2 (RFC 8441) may be below. [weft.http.ws.ServerHandshake] opens it.
///
/// **Strictness.** Whatever the RFC calls invalid fails the connection with the code it names:
/// [weft.http.ws.WebSocketFault] lists every reason. Text is checked as it comes, so that bad UTF-8
/// is told before its frame has ended.
///
/// **Memory.** An idle socket holds no buffer. A message grows with the bytes that have come, not
/// with those announced; what waits to be read or sent is bounded by [weft.http.WebSocketOptions].
/// Whoever reads says whether a message is to be whole or read as it comes; until he does, no more
/// of it is received than may wait. What is compressed is decompressed when it is taken
/// ([weft.http.ws.ArrivingMessage]).
///
/// **Threads.** Everything belongs to one hub.
///
/// **Non-goals.** Other extensions; windows of less than 32 KiB for compression of large messages
/// (java.util.zip has none: such messages go uncompressed).
@NullMarked
package weft.http.ws;

import org.jspecify.annotations.NullMarked;
