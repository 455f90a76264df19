/// Programs started by the bench, pinned to cores, watched through `/proc`, and ended with it.
///
/// Only processes started here are ever signalled, by their own handle.
@NullMarked
package weft.bench.process;

import org.jspecify.annotations.NullMarked;
