/// Side-by-side load runs: Weft beside other servers and beside what the machine allows.
///
/// [weft.bench.Bench] starts one server at a time on one core and loads it from another, over
/// loopback. What is compared first is processor time per request: unlike requests per second it
/// does not depend on how fast the load generator is.
@NullMarked
package weft.bench;

import org.jspecify.annotations.NullMarked;
