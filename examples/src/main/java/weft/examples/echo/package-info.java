/// A TCP echo server on the hub alone: no HTTP, blocking code.
@NullMarked
package weft.examples.echo;

import org.jspecify.annotations.NullMarked;
