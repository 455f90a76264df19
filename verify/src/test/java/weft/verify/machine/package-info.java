/// The machines without a socket: every split, every cut, any bytes.
@NullMarked
package weft.verify.machine;

import org.jspecify.annotations.NullMarked;
