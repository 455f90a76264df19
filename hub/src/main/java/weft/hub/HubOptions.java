package weft.hub;

/// How hubs are started.
///
/// @param hubs event loops, 0 for one per core, at most 1024
/// @param backend which back-end
/// @param scheduler who carries virtual threads
/// @param bufferBytesMax native memory for buffers per hub, bytes, at least 1 MiB
/// @param offloadThreadsMax platform threads of the shared offload pool, 1 to 4096
/// @param watchdogNanos how long one uninterrupted slice of work may take before the watchdog names
///   it in the log, nanoseconds; 0 switches the watchdog off
public record HubOptions(
    int hubs,
    BackendChoice backend,
    SchedulerChoice scheduler,
    long bufferBytesMax,
    int offloadThreadsMax,
    long watchdogNanos) {
  /// Hubs at most.
  public static final int HUBS_MAX = 1024;

  /// One hub per core, the best back-end and scheduler, 256 MiB of buffers per hub, 64 offload
  /// threads, watchdog at 50 ms.
  public static final HubOptions DEFAULTS =
      new HubOptions(0, BackendChoice.AUTO, SchedulerChoice.AUTO, 256L << 20, 64, 50_000_000L);

  private static final long BUFFER_BYTES_MIN = 1 << 20;

  /// Refuses what cannot work.
  public HubOptions {
    check("hubs", hubs, 0, HUBS_MAX);
    check("bufferBytesMax", bufferBytesMax, BUFFER_BYTES_MIN, Long.MAX_VALUE);
    check("offloadThreadsMax", offloadThreadsMax, 1, 4096);
    check("watchdogNanos", watchdogNanos, 0, Long.MAX_VALUE);
  }

  private static void check(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " " + value + " is not in " + min + " to " + max);
    }
  }

  /// The same with another number of hubs.
  public HubOptions withHubs(int hubs) {
    return new HubOptions(
        hubs, backend, scheduler, bufferBytesMax, offloadThreadsMax, watchdogNanos);
  }

  /// The same with another back-end.
  public HubOptions withBackend(BackendChoice backend) {
    return new HubOptions(
        hubs, backend, scheduler, bufferBytesMax, offloadThreadsMax, watchdogNanos);
  }

  /// The same with another carrier of virtual threads.
  public HubOptions withScheduler(SchedulerChoice scheduler) {
    return new HubOptions(
        hubs, backend, scheduler, bufferBytesMax, offloadThreadsMax, watchdogNanos);
  }

  /// The same with another bound on buffer memory, in bytes per hub.
  public HubOptions withBufferBytesMax(long bufferBytesMax) {
    return new HubOptions(
        hubs, backend, scheduler, bufferBytesMax, offloadThreadsMax, watchdogNanos);
  }

  /// The same with another size of the offload pool.
  public HubOptions withOffloadThreadsMax(int offloadThreadsMax) {
    return new HubOptions(
        hubs, backend, scheduler, bufferBytesMax, offloadThreadsMax, watchdogNanos);
  }

  /// The same with another watchdog threshold, in nanoseconds; 0 switches it off.
  public HubOptions withWatchdogNanos(long watchdogNanos) {
    return new HubOptions(
        hubs, backend, scheduler, bufferBytesMax, offloadThreadsMax, watchdogNanos);
  }
}
