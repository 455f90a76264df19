/// Finds the route of a request: patterns, the tree they form, matching, reverse URLs.
///
/// Paths are raw request paths (RFC 3986 §3.3). Percent-encodings are decoded per segment, so that
/// `%2F` never separates segments; encodings that are not valid UTF-8, encoded NUL and dot segments
/// are refused, not repaired: a path with two readings is how access rules are passed by.
///
/// Threads: a [weft.web.routing.Router] is immutable and shared by all; a
/// [weft.web.routing.RouteMatch] belongs to one request at a time.
///
/// Non-goals: regular expressions in patterns, parameters inside a segment (`{name}.json`),
/// matching on query or headers.
@NullMarked
package weft.web.routing;

import org.jspecify.annotations.NullMarked;
