/// The smallest app.
@NullMarked
package weft.examples.hello;

import org.jspecify.annotations.NullMarked;
