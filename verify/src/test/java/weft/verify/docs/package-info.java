/// Holds the documentation against the code it speaks of.
@NullMarked
package weft.verify.docs;

import org.jspecify.annotations.NullMarked;
