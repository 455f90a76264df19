package weft.bench.report;

/// One micro-benchmark.
///
/// @param name class and method
/// @param nanos time of one operation, in ns
/// @param errorNanos half of the 99.9 % confidence interval of that, in ns
/// @param bytes heap allocated by one operation
public record MicroResult(String name, double nanos, double errorNanos, double bytes) {}
