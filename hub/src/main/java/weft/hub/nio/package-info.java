/// Sockets on the JDK's selectors: macOS, Windows, and wherever native access is not allowed.
///
/// **Limits and non-goals.** Waits are rounded up to milliseconds. A datagram's truncation cannot
/// be told, and no datagram is longer than the buffer. Hub thread only, except the wake-up.
@NullMarked
package weft.hub.nio;

import org.jspecify.annotations.NullMarked;
