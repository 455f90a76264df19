/// Clients that ask too much of a server by HTTP/2, and what a client beside them that does not
/// feels of it.
@NullMarked
package weft.bench.flood;

import org.jspecify.annotations.NullMarked;
