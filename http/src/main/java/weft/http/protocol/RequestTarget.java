package weft.http.protocol;

import org.jspecify.annotations.Nullable;

/// A request target, taken apart (RFC 9112 §3.2).
///
/// @param text as it came
/// @param path begins with `/`, or is `*`; undecoded
/// @param query without the question mark, or `null`
/// @param authority of an absolute target, else `null`
public record RequestTarget(
    String text, String path, @Nullable String query, @Nullable String authority) {}
