package weft.bench.server;

import java.lang.management.ManagementFactory;
import java.util.List;

/// Where this program's classes come from; peers are started from the same place.
final class ClassPath {
  private ClassPath() {}

  static List<String> entries() {
    return List.of(ManagementFactory.getRuntimeMXBean().getClassPath().split(":", -1));
  }
}
