/// Raw sockets and a server to try them on, for the tests of this module.
@NullMarked
package weft.verify.wire;

import org.jspecify.annotations.NullMarked;
