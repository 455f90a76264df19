/// The HTTP/1.1 machine without a socket: every split, every cut, any bytes.
@NullMarked
package weft.verify.machine;

import org.jspecify.annotations.NullMarked;
