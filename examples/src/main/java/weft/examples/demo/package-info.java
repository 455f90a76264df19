/// The demo application: a page that explains itself and one endpoint per thing to try.
@NullMarked
package weft.examples.demo;

import org.jspecify.annotations.NullMarked;
