package weft.bench;

import java.io.IOException;
import weft.bench.load.LoadResult;
import weft.bench.process.Core;
import weft.bench.process.CoreSample;
import weft.bench.process.ProcessSample;
import weft.bench.report.Run;
import weft.bench.server.RunningServer;

/// What a server and its core use between two moments.
final class Meter {
  private final RunningServer server;
  private ProcessSample process;
  private CoreSample core;
  private CoreSample loadCore;

  /// Begins now.
  Meter(RunningServer server) throws IOException {
    this.server = server;
    process = server.sample();
    core = CoreSample.of(Core.SERVER);
    loadCore = CoreSample.of(Core.LOAD);
  }

  /// Begins anew.
  void begin() throws IOException {
    process = server.sample();
    core = CoreSample.of(Core.SERVER);
    loadCore = CoreSample.of(Core.LOAD);
  }

  /// Ends with what the load saw in the meantime.
  Run end(LoadResult result) throws IOException {
    CoreSample coreNow = CoreSample.of(Core.SERVER);
    CoreSample loadCoreNow = CoreSample.of(Core.LOAD);
    ProcessSample processNow = server.sample();
    double cpu = processNow.cpuMicros() - process.cpuMicros();
    double load = loadCoreNow.busyMicros() - loadCore.busyMicros();
    double busy = coreNow.busyMicros() - core.busyMicros();
    return new Run(
        result.requestsPerSecond(),
        cpu / result.requests(),
        load / result.requests(),
        result.p50Micros(),
        result.p99Micros(),
        result.worstMicros(),
        processNow.residentBytes(),
        cpu / result.micros(),
        Math.max(0, busy - cpu) / result.micros(),
        result.errors());
  }
}
