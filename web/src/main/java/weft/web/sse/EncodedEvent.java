package weft.web.sse;

import org.jspecify.annotations.Nullable;

/// An event as it is sent: encoded once, and shared by all who are sent it.
///
/// @param name what it is called, if anything: the newest of a name can replace those before it
/// @param text its lines, not to be changed any more
// Shared and compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
record EncodedEvent(@Nullable String name, byte[] text) {}
