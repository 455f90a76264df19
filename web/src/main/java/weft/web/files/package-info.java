/// Files as answers: what is found, what of it is sent, and what clients need not be sent again.
///
/// Knows HTTP, not the framework: [weft.web.Routes] and [weft.web.WebResponse] bring requests here.
@NullMarked
package weft.web.files;

import org.jspecify.annotations.NullMarked;
