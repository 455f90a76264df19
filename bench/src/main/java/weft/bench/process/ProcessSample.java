package weft.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a process has used so far, all its threads together, as the system counts it.
///
/// @param cpuMicros user and system time since it started, in µs; the system counts in steps of 10
///   ms
/// @param residentBytes memory it occupies now
public record ProcessSample(long cpuMicros, long residentBytes) {
  /// Length of a tick in `/proc`, in µs: `USER_HZ` is 100 on every Linux.
  static final long TICK_MICROS = 10_000;

  /// Reads the process's counters.
  ///
  /// @throws IOException also when the process has ended
  public static ProcessSample of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    return new ProcessSample(
        cpuMicros(Files.readString(folder.resolve("stat"))),
        residentBytes(Files.readAllLines(folder.resolve("status"))));
  }

  /// Fields 14 (utime) and 15 (stime) of `/proc/PID/stat`, proc(5). Field 2 is the program's name
  /// in parentheses and may itself hold spaces and parentheses.
  static long cpuMicros(String stat) {
    int nameEnd = stat.lastIndexOf(')');
    if (nameEnd < 0) {
      throw new IllegalArgumentException("no program name in: " + stat.strip());
    }
    String[] fields = stat.substring(nameEnd + 1).strip().split(" ", -1);
    // The first of these is field 3.
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
  }

  /// The line `VmRSS` of `/proc/PID/status`, proc(5).
  static long residentBytes(List<String> status) {
    for (String line : status) {
      if (line.startsWith("VmRSS:")) {
        String kibibytes = line.substring("VmRSS:".length()).replace("kB", "").strip();
        return Long.parseLong(kibibytes) * 1024;
      }
    }
    throw new IllegalArgumentException("no VmRSS among " + status.size() + " lines");
  }
}
