/// JMH benchmarks of the parts that every request passes.
///
/// Run by `./weft bench micro`, on the class path, so that parts no module exports can be reached.
/// Each runs in a Java of its own; allocation is measured beside time.
@NullMarked
package weft.bench.micro;

import org.jspecify.annotations.NullMarked;
