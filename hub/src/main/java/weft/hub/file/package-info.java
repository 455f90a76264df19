/// Files that are open for sending.
@NullMarked
package weft.hub.file;

import org.jspecify.annotations.NullMarked;
