/// Linux system calls through FFM: what io_uring and epoll share.
///
/// Functions answer a result, or `-errno` when the call failed. Constants are Linux's, the same on
/// x86-64 and aarch64.
@NullMarked
package weft.hub.linux;

import org.jspecify.annotations.NullMarked;
