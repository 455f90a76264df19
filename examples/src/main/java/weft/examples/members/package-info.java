/// A site with a part for members: filters, cookies, redirects and hooks.
@NullMarked
package weft.examples.members;

import org.jspecify.annotations.NullMarked;
