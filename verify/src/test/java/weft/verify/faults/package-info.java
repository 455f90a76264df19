/// Things go wrong around a real server, and it goes on serving others.
@NullMarked
package weft.verify.faults;

import org.jspecify.annotations.NullMarked;
