/// Rooms in which everybody hears everybody, by WebSocket.
@NullMarked
package weft.examples.chat;

import org.jspecify.annotations.NullMarked;
