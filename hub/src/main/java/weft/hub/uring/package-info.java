/// io_uring by raw system calls: the only place with its numbers.
///
/// Facts are from the manual pages of liburing and from the kernel's
/// `include/uapi/linux/io_uring.h`. Needs SINGLE_ISSUER and DEFER_TASKRUN (Linux 6.1); older rings
/// were no faster than epoll.
///
/// **Not used on purpose.** SQPOLL (takes a core), incremental buffers and bundles (kernel bugs
/// were still being fixed in 2026), IORING_OP_SHUTDOWN (always runs on a worker thread).
@NullMarked
package weft.hub.uring;

import org.jspecify.annotations.NullMarked;
