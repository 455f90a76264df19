package weft.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// Where, when and how results were made. Without these a number means nothing.
///
/// @param processor its name
/// @param cores how many the system shows
/// @param kernel system, release, and how its TCP controls congestion, which has its price on the
///   loopback too
/// @param jdk version of the Java that ran the servers
/// @param jvmFlags flags of every Java server
/// @param date day, ISO 8601
/// @param command the command line
/// @param settings lengths and counts of the runs
public record Conditions(
    String processor,
    int cores,
    String kernel,
    String jdk,
    String jvmFlags,
    String date,
    String command,
    String settings) {
  /// This machine, today.
  ///
  /// @param command what the user typed
  public static Conditions here(String command, String settings, String jvmFlags)
      throws IOException {
    return new Conditions(
        processor(Files.readAllLines(Path.of("/proc/cpuinfo"))),
        Runtime.getRuntime().availableProcessors(),
        "Linux "
            + release(Files.readString(Path.of("/proc/sys/kernel/osrelease")))
            + " with TCP "
            + Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).strip(),
        Runtime.version().toString(),
        jvmFlags,
        LocalDate.now(ZoneOffset.UTC).toString(),
        command,
        settings);
  }

  /// The value of the first `model name`.
  static String processor(List<String> cpuinfo) {
    for (String line : cpuinfo) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.startsWith("model name")) {
        return line.substring(colon + 1).strip();
      }
    }
    return "unnamed processor";
  }

  /// The numbers of a release, without what a builder added to name the build.
  static String release(String osrelease) {
    return osrelease.strip().replaceFirst("-.*", "");
  }

  /// The machine and its Java, in one line.
  public String machine() {
    return processor + ", " + cores + " cores, " + kernel + ", JDK " + jdk;
  }
}
