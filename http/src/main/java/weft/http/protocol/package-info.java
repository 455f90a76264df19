/// What the protocol machines of all HTTP versions share: methods, request targets, authorities,
/// dates, how much output waits for a peer, and how a step of an exchange went.
///
/// **Threads.** What keeps strings is confined to a hub.
@NullMarked
package weft.http.protocol;

import org.jspecify.annotations.NullMarked;
