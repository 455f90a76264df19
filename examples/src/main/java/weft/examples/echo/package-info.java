/// A TCP server on the hub alone, without HTTP.
@NullMarked
package weft.examples.echo;

import org.jspecify.annotations.NullMarked;
