/// Sockets on epoll, through FFM: Linux where io_uring may not be used, as in most containers.
///
/// **Limits and non-goals.** Hub thread only, except the wake-up. Needs Linux and permission for
/// native access; whoever chooses a back-end catches [weft.hub.backend.BackendRefused].
@NullMarked
package weft.hub.epoll;

import org.jspecify.annotations.NullMarked;
