/// The servers Weft is measured beside, one small program each.
///
/// Each answers the same requests with the same bytes as the demo does, in the way its own
/// documentation recommends, with one event loop (or one carrier of virtual threads) for the one
/// core it gets. All send `Server` and `Date`; JSON is written from an object for every request.
/// Checks a library makes on received requests stay on.
///
/// Arguments of every program: the port, then the transport where there is a choice. A program ends
/// with its process.
@NullMarked
package weft.bench.peer;

import org.jspecify.annotations.NullMarked;
