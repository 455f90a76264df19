package weft.bench.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weft.bench.plan.BenchCase;

/// Starts Weft's demo: the whole framework, one hub. The one place that knows its command line.
///
/// @param jar the executable jar of the demo
/// @param backend value of `--backend`
/// @param scheduler value of `--scheduler`, or empty for the demo's own choice
record WeftCommand(Path jar, String backend, String scheduler) implements ServerCommand {
  /// Where the build leaves the demo, from the repository's folder.
  static final Path JAR = Path.of("examples", "target", "weft-demo.jar");

  @Override
  public List<String> on(int port, BenchCase load) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--port", Integer.toString(port), "--tls-port", "off"));
    arguments.addAll(List.of("--backend", backend));
    arguments.addAll(List.of("--hubs", "1"));
    if (!scheduler.isEmpty()) {
      arguments.addAll(List.of("--scheduler", scheduler));
    }
    return JavaCommand.jar(jar, load, arguments);
  }
}
