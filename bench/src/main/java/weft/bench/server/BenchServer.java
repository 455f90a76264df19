package weft.bench.server;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import weft.bench.plan.BenchCase;

/// A server that can be measured.
///
/// @param id its name on the command line
/// @param title its name in tables
/// @param platform what it runs on
/// @param cases loads it can answer
/// @param command how to start it
/// @param missing why it cannot run here, or null when it can
public record BenchServer(
    String id,
    String title,
    Platform platform,
    Set<BenchCase> cases,
    ServerCommand command,
    @Nullable String missing) {

  /// What a server runs on.
  public enum Platform {
    /// Started with the flags all Java servers share; its heap can be collected on request.
    JVM,
    /// A program of the machine's own code.
    NATIVE
  }

  public BenchServer {
    cases = Set.copyOf(cases);
  }

  /// Whether this is one of Weft's own.
  public boolean isWeft() {
    return id.startsWith("weft-");
  }
}
