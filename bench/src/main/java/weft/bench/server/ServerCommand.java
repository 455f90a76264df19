package weft.bench.server;

import java.io.IOException;
import java.util.List;
import weft.bench.plan.BenchCase;

/// How a server is started.
@FunctionalInterface
public interface ServerCommand {
  /// The command that serves on a port of loopback.
  ///
  /// @throws IOException when a file it needs cannot be written
  List<String> on(int port, BenchCase load) throws IOException;
}
