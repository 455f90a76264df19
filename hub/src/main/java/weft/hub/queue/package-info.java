/// Queues and rings between threads, without locks.
///
/// Which one: one producer and one consumer, [weft.hub.queue.SpscQueue]; many producers and one
/// consumer, unbounded, [weft.hub.queue.MpscQueue]; many of both, bounded,
/// [weft.hub.queue.MpmcQueue]; bytes instead of objects, [weft.hub.queue.MessageRing].
///
/// None of them blocks, parks or spins: what an empty or full queue means is the caller's business.
/// Whatever a producer wrote before a successful `offer` is visible to the consumer after `poll`.
///
/// **Limits and non-goals.** No iteration, no removal from the middle, no `null` elements, no
/// fairness between producers.
@NullMarked
package weft.hub.queue;

import org.jspecify.annotations.NullMarked;
