/// What the server answers to well-formed and malformed HTTP/1.1, as tables over raw sockets.
///
/// The tables are written from RFC 9110, RFC 9112 and RFC 3986 and from published research on
/// request smuggling; each row names its paragraph or its reason. The rule behind every row that is
/// refused: one answer that is not 2xx, then the connection ends, and nothing behind the malformed
/// request is ever read as a request.
@NullMarked
package weft.verify.conformance;

import org.jspecify.annotations.NullMarked;
