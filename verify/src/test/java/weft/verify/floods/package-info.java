/// Clients that ask too much of a real server by HTTP/2, and one beside them that does not.
@NullMarked
package weft.verify.floods;

import org.jspecify.annotations.NullMarked;
