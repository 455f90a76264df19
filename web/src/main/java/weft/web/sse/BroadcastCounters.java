package weft.web.sse;

/// What an [EventBroadcast] has counted.
///
/// @param subscribers clients at the moment
/// @param published events
/// @param replayed events sent again to clients that came back
/// @param disconnected clients that were too slow
/// @param dropped events that clients which are gone were not sent, or another in their place,
///   because they were slow
public record BroadcastCounters(
    int subscribers, long published, long replayed, long disconnected, long dropped) {}
