/// The servers that can be measured and how each is started.
///
/// Every server listens on loopback, is bound to one core, and answers the requests of
/// [weft.bench.plan.BenchCase]. A server that cannot run here says why.
@NullMarked
package weft.bench.server;

import org.jspecify.annotations.NullMarked;
