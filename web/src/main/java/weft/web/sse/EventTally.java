package weft.web.sse;

import java.util.concurrent.atomic.LongAdder;

/// What the streams of one route and hub count. Mostly added to by the hub's own thread, so that
/// hubs do not contend; any thread may.
final class EventTally {
  final LongAdder opened = new LongAdder();
  final LongAdder ended = new LongAdder();
  final LongAdder eventsSent = new LongAdder();
  final LongAdder commentsSent = new LongAdder();
  final LongAdder eventsDropped = new LongAdder();
  final LongAdder overflowed = new LongAdder();
  final LongAdder clientsGone = new LongAdder();
  final LongAdder failed = new LongAdder();

  /// Counts how a stream ended, where that is worth a count.
  void count(StreamEnd reason) {
    switch (reason) {
      case GONE -> clientsGone.increment();
      case OVERFLOW -> overflowed.increment();
      case FAILED -> failed.increment();
      case RETURNED, CLOSED, STOPPING -> {}
    }
  }

  EventCounters counters() {
    // Before those that opened: there are never more.
    long over = ended.sum();
    long begun = opened.sum();
    return new EventCounters(
        begun - over,
        begun,
        eventsSent.sum(),
        commentsSent.sum(),
        eventsDropped.sum(),
        overflowed.sum(),
        clientsGone.sum(),
        failed.sum());
  }
}
