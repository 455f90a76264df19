/// Native memory of a hub: raw access, buffers, and the pool that lends them.
///
/// Everything here is confined to one hub thread unless its doc says otherwise. Protocol packages
/// depend on this package and on nothing else of the hub, which keeps them free of I/O.
///
/// **Limits and non-goals.** Addresses are not checked: a caller keeps inside the range it was
/// lent. No reference counts: a buffer has one owner at a time.
@NullMarked
package weft.hub.memory;

import org.jspecify.annotations.NullMarked;
