/// HTTP semantics (RFC 9110): requests, responses, fields, limits and errors.
///
/// User code sees [weft.http.Handler], [weft.http.Request] and [weft.http.Response]; a protocol
/// (HTTP/1.1 in `weft.http.h1`, others later) stands behind [weft.http.Exchange]. Nobody above that
/// seam asks for the protocol version.
///
/// **Threads.** A request and its response belong to the thread that runs the handler, one thread
/// at a time. They are valid until the handler returns and refuse every call after that.
///
/// **Limits.** [weft.http.HttpLimits], one entry for everything a peer can make us hold.
@NullMarked
package weft.http;

import org.jspecify.annotations.NullMarked;
