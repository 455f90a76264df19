/// A small JSON API: notes kept in memory, with validation and problem details.
@NullMarked
package weft.examples.notes;

import org.jspecify.annotations.NullMarked;
