/// What is sent to a server, and what came of it.
///
/// All load goes to loopback and ends by itself after a known time.
@NullMarked
package weft.bench.load;

import org.jspecify.annotations.NullMarked;
