package weft.bench.server;

import java.nio.file.Path;
import java.util.List;
import weft.bench.plan.BenchCase;

/// Starts the C program that answers without looking: what the machine and the kernel leave over.
record LimitCommand(Path limit) implements ServerCommand {
  @Override
  public List<String> on(int port, BenchCase load) {
    String portText = Integer.toString(port);
    return switch (load) {
      case CLOSE -> List.of(limit.toString(), portText, "close");
      case WS_ECHO -> List.of(limit.toString(), portText, "ws");
      default -> List.of(limit.toString(), portText);
    };
  }
}
