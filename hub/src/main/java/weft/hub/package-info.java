/// Event loops that carry virtual threads, and blocking-style sockets on them.
@NullMarked
package weft.hub;

import org.jspecify.annotations.NullMarked;
