/// HTTP/2 (RFC 9113) as a machine without I/O, clock or thread: bytes and the time go in, frames
/// come out.
///
/// [weft.http.h2.Http2Connection] is what a server drives, [weft.http.h2.Http2ClientMachine] what a
/// client does. What both ends do alike is [Http2Endpoint], what differs an [Http2Side]. Inside,
/// [FrameReader] cuts the input into frames, [InboundFrames] holds what each may do,
/// [MessageSender] sends messages by urgency within the windows, and [StreamTable] knows the
/// streams.
///
/// **Threads.** Everything is confined to a hub.
@NullMarked
package weft.http.h2;

import org.jspecify.annotations.NullMarked;
