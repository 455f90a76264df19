package weft.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What one core has done so far, for whomever. Tells whether something else ran beside the server.
///
/// @param busyMicros time spent on anything, taken away by the hypervisor included, in µs
public record CoreSample(long busyMicros) {

  /// Reads the core's counters.
  public static CoreSample of(Core core) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/stat"));
    return new CoreSample(busyMicros(lines, core.index()));
  }

  /// `cpuN user nice system idle iowait irq softirq steal …`, proc(5): all but idle and iowait.
  static long busyMicros(List<String> stat, int core) {
    String prefix = "cpu" + core + " ";
    for (String line : stat) {
      if (line.startsWith(prefix)) {
        String[] fields = line.substring(prefix.length()).strip().split(" +", -1);
        long ticks = 0;
        for (int i = 0; i < 8; i++) {
          boolean idle = i == 3 || i == 4;
          ticks += idle ? 0 : Long.parseLong(fields[i]);
        }
        return ticks * ProcessSample.TICK_MICROS;
      }
    }
    throw new IllegalArgumentException("core " + core + " is not in /proc/stat");
  }
}
