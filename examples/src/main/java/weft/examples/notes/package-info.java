/// A small JSON API: notes in memory, with validation and problem answers.
@NullMarked
package weft.examples.notes;

import org.jspecify.annotations.NullMarked;
