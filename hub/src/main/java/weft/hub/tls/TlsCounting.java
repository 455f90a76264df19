package weft.hub.tls;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import weft.hub.tls.engine.TlsProblem;

/// Counts of all hubs together. Any thread, without locks.
final class TlsCounting {
  final AtomicLong full = new AtomicLong();
  final AtomicLong resumed = new AtomicLong();
  final AtomicLong refusedByRate = new AtomicLong();
  final AtomicLong reloads = new AtomicLong();
  final AtomicLong failedReloads = new AtomicLong();
  private final Map<TlsProblem, AtomicLong> failed = new EnumMap<>(TlsProblem.class);

  TlsCounting() {
    for (TlsProblem problem : TlsProblem.values()) {
      failed.put(problem, new AtomicLong());
    }
  }

  void failed(TlsProblem problem) {
    Objects.requireNonNull(failed.get(problem)).incrementAndGet();
  }

  TlsCounters snapshot() {
    Map<String, Long> byReason = new TreeMap<>();
    failed.forEach((problem, count) -> {
      if (count.get() > 0) {
        byReason.put(problem.label(), count.get());
      }
    });
    return new TlsCounters(
        full.get(),
        resumed.get(),
        refusedByRate.get(),
        byReason,
        reloads.get(),
        failedReloads.get());
  }
}
