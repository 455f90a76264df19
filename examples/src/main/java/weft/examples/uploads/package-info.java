/// Takes files from a page with a form, and streams of readings.
@NullMarked
package weft.examples.uploads;

import org.jspecify.annotations.NullMarked;
