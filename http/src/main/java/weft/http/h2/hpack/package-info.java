/// Header compression for HTTP/2 (RFC 7541): state and bytes, no I/O.
@NullMarked
package weft.http.h2.hpack;

import org.jspecify.annotations.NullMarked;
