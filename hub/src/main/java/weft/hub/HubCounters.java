package weft.hub;

/// What a hub has counted since it started. Read from any thread; the numbers are not a consistent
/// snapshot.
///
/// @param turns rounds of the loop
/// @param enters entries into the kernel by the back-end
/// @param completions events the back-end delivered
/// @param remoteWakes times another thread had to wake the sleeping hub
/// @param slices runs of a virtual thread between two waits
/// @param tasks tasks dispatched to worker threads
/// @param runQueueMax most virtual threads that were ready at once
/// @param buffersInUse native buffers lent at the moment
/// @param bufferRefusals requests for a buffer that found the pool exhausted
/// @param starvations times receiving paused for want of a receive buffer
/// @param acceptFailures times accepting paused for want of file descriptors or memory
/// @param hogs slices that outlasted the watchdog's threshold
/// @param bugs faults of engines that were caught on the hub's thread; each is in the log, unless
///   the offload pool took no more
public record HubCounters(
    long turns,
    long enters,
    long completions,
    long remoteWakes,
    long slices,
    long tasks,
    long runQueueMax,
    long buffersInUse,
    long bufferRefusals,
    long starvations,
    long acceptFailures,
    long hogs,
    long bugs) {}
