/// A folder as a web site, and files that handlers choose.
@NullMarked
package weft.examples.files;

import org.jspecify.annotations.NullMarked;
