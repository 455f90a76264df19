/// What is measured, and what the user asked for.
@NullMarked
package weft.bench.plan;

import org.jspecify.annotations.NullMarked;
