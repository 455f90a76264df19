/// A server that calls another one: what it fetches, what it passes on, and what it says when that
/// fails.
@NullMarked
package weft.examples.gateway;

import org.jspecify.annotations.NullMarked;
