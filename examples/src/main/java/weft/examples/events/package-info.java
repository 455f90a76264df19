/// Server-sent events and compression.
@NullMarked
package weft.examples.events;

import org.jspecify.annotations.NullMarked;
