/// HTTPS with a certificate for development, with one of one's own, and with clients that show
/// theirs.
@NullMarked
package weft.examples.secure;

import org.jspecify.annotations.NullMarked;
