package weft.bench.report;

/// One run of one server under one load.
///
/// @param requestsPerSecond answers per second
/// @param cpuMicros processor time of the server per request, user and system, all threads, in µs
/// @param loadCoreMicros time the load's core was busy per request, the kernel's work for both ends
///   included that the load set off, in µs
/// @param p50Micros median latency, in µs
/// @param p99Micros latency of the slowest of a hundred, in µs
/// @param worstMicros latency of the slowest, in µs; 0 where the load's generator does not tell
/// @param residentBytes memory of the server at the end
/// @param serverShare part of its core the server used, 0 to 1; below 1 the load was the slower
///   side
/// @param otherShare part of that core that went to other programs or to the hypervisor, 0 to 1
/// @param errors requests that failed
public record Run(
    double requestsPerSecond,
    double cpuMicros,
    double loadCoreMicros,
    double p50Micros,
    double p99Micros,
    double worstMicros,
    long residentBytes,
    double serverShare,
    double otherShare,
    long errors) {
  /// From this share of its core used by others on, a run counts as disturbed.
  public static final double DISTURBED = 0.05;

  /// Time of both cores per request, in µs.
  public double bothCoresMicros() {
    return cpuMicros + loadCoreMicros;
  }

  /// Whether others took so much of the server's core that its figures suffer.
  public boolean disturbed() {
    return otherShare > DISTURBED;
  }
}
