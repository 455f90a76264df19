/// Server-sent events: streams of text events that a browser's `EventSource` reads and takes up
/// again by itself.
///
/// [HTML, server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html).
///
/// Threads: an [weft.web.sse.EventStream] may be used by any thread until its handler returns; an
/// [weft.web.sse.EventBroadcast] by any thread at any time. Locks are taken in the order broadcast,
/// writing, state; only `writing` is held while somebody waits for a client.
///
/// Limits: bytes that wait for a slow client ([weft.web.sse.SseOptions]); events kept for those who
/// come back ([weft.web.sse.BroadcastOptions]).
///
/// Non-goals: delivery to clients that never come back, topics across machines.
@NullMarked
package weft.web.sse;

import org.jspecify.annotations.NullMarked;
