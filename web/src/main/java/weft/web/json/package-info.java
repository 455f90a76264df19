/// JSON behind one small interface.
@NullMarked
package weft.web.json;

import org.jspecify.annotations.NullMarked;
