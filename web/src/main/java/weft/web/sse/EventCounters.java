package weft.web.sse;

/// What the event streams of an app have counted since it started, over all its routes and hubs.
/// The numbers are not a consistent snapshot.
///
/// @param open streams open now
/// @param opened streams ever opened
/// @param eventsSent events written to streams, those of a history included
/// @param commentsSent comments written to streams, keep-alives included
/// @param eventsDropped published events that were dropped or replaced because a client is slow
/// @param overflowed streams that ended because their client was too slow
/// @param clientsGone streams whose client went away, took nothing for the write timeout, or was
///   cut at the end of a stop's grace
/// @param failed streams broken off because their handler, or what codes their body, failed
public record EventCounters(
    long open,
    long opened,
    long eventsSent,
    long commentsSent,
    long eventsDropped,
    long overflowed,
    long clientsGone,
    long failed) {
  /// Nothing was counted.
  public static final EventCounters NONE = new EventCounters(0, 0, 0, 0, 0, 0, 0, 0);

  /// The sum of both.
  public EventCounters plus(EventCounters other) {
    return new EventCounters(
        open + other.open,
        opened + other.opened,
        eventsSent + other.eventsSent,
        commentsSent + other.commentsSent,
        eventsDropped + other.eventsDropped,
        overflowed + other.overflowed,
        clientsGone + other.clientsGone,
        failed + other.failed);
  }
}
