/// The cases of the Autobahn list that apply, rewritten from RFC 6455 and RFC 7692 and named by its
/// numbers, against the machine alone and a real server; and peers of others.
@NullMarked
package weft.verify.websocket;

import org.jspecify.annotations.NullMarked;
