package weft.bench.plan;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/// What the command line asked for.
///
/// @param action what to do
/// @param cases loads to run, in order
/// @param servers ids of the servers to run; empty means all
/// @param seconds length of one run
/// @param runs runs per server and case; the table shows their median
/// @param warmupSeconds load before the first run
/// @param writeDocs also write the performance page and its chart
/// @param root the folder of the repository
/// @param from result files to report instead of running; empty means run
public record BenchOptions(
    Action action,
    List<BenchCase> cases,
    List<String> servers,
    int seconds,
    int runs,
    int warmupSeconds,
    boolean writeDocs,
    Path root,
    List<Path> from) {

  /// The name that stands for the micro-benchmarks among the cases.
  public static final String MICRO = "micro";

  /// The name that stands for the floods among the cases.
  public static final String FLOODS = "floods";

  /// What the program does.
  public enum Action {
    /// Runs servers under load, or reports earlier results.
    LOAD,
    /// Runs the JMH benchmarks.
    MICRO,
    /// Has floods come over servers.
    FLOODS,
    /// Prints the cases and servers.
    LIST,
    /// Prints the usage.
    HELP
  }

  public BenchOptions {
    cases = List.copyOf(cases);
    servers = List.copyOf(servers);
    from = List.copyOf(from);
  }

  /// What to type.
  public static final String USAGE =
      """
      usage: bench [CASE…] [options]
        CASE             one or more of: %s;
                         or alone: `micro` for the JMH benchmarks, `floods` for what a calm client
                         feels of HTTP/2 floods (default: all but these two)
        --servers A,B    only these servers (default: all that can run here; see --list)
        --seconds N      length of one run, or iteration of micro, 1 to 600 (default 5)
        --runs N         runs per server and case, or iterations of micro, 1 to 20 (default 3)
        --warmup N       seconds of load before the first run, 0 to 600 (default 20)
        --quick          one run of 2 seconds after 2 seconds of load
        --write-docs     also write docs/performance.md, .svg and .json
        --from A,B       report these result files (later ones win) instead of running;
                         docs/performance.json is what the docs show
        --root DIR       folder of the repository (default: the current one)
        --list           print cases and servers
        --help           print this
      """
          .replace("%s", BenchCase.ids());

  /// Reads the command line.
  ///
  /// @param knownServers every server id there is
  /// @throws IllegalArgumentException with one line that names the option, the value and what is
  ///   legal
  public static BenchOptions parse(List<String> arguments, Collection<String> knownServers) {
    var parser = new Parser(new ArrayDeque<>(arguments), knownServers);
    while (!parser.left.isEmpty()) {
      parser.next();
    }
    return parser.options();
  }

  private static final class Parser {
    private final Deque<String> left;
    private final Collection<String> knownServers;
    private Action action = Action.LOAD;
    private final List<BenchCase> cases = new ArrayList<>();
    private List<String> servers = List.of();
    private int seconds = 5;
    private int runs = 3;
    private int warmupSeconds = 20;
    private boolean writeDocs;
    private Path root = Path.of("");
    private List<Path> from = List.of();

    Parser(Deque<String> left, Collection<String> knownServers) {
      this.left = left;
      this.knownServers = knownServers;
    }

    void next() {
      String name = left.removeFirst();
      switch (name) {
        case "--seconds" -> seconds = number(name, 1, 600);
        case "--runs" -> runs = number(name, 1, 20);
        case "--warmup" -> warmupSeconds = number(name, 0, 600);
        case "--servers" -> servers = servers(name);
        case "--root" -> root = Path.of(value(name));
        case "--from" -> from = list(name).stream().map(Path::of).toList();
        case "--write-docs" -> writeDocs = true;
        case "--list" -> action = Action.LIST;
        case "--help", "-h" -> action = Action.HELP;
        case "--quick" -> {
          seconds = 2;
          runs = 1;
          warmupSeconds = 2;
        }
        case MICRO -> action = Action.MICRO;
        case FLOODS -> action = Action.FLOODS;
        default -> cases.add(caseNamed(name));
      }
    }

    private static BenchCase caseNamed(String name) {
      if (name.startsWith("-")) {
        throw new IllegalArgumentException(name + " is no option; see --help");
      }
      return BenchCase.of(name)
          .orElseThrow(() ->
              new IllegalArgumentException(
                  name + " is no case: one of " + BenchCase.ids() + ", " + MICRO + ", " + FLOODS));
    }

    private String value(String name) {
      String value = left.pollFirst();
      if (value == null) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      return value;
    }

    private int number(String name, int min, int max) {
      String text = value(name);
      var wrong =
          new IllegalArgumentException(
              name + " " + text + ": must be a whole number from " + min + " to " + max);
      try {
        int number = Integer.parseInt(text);
        if (number < min || number > max) {
          throw wrong;
        }
        return number;
      } catch (NumberFormatException _) {
        throw wrong;
      }
    }

    private List<String> servers(String name) {
      List<String> ids = list(name);
      for (String id : ids) {
        if (!knownServers.contains(id)) {
          throw new IllegalArgumentException(
              name + " " + id + ": must be one of " + String.join(", ", knownServers));
        }
      }
      return ids;
    }

    private List<String> list(String name) {
      List<String> parts = List.of(value(name).split(",", -1));
      if (parts.contains("")) {
        throw new IllegalArgumentException(name + " has an empty part: must be A,B,…");
      }
      return parts;
    }

    BenchOptions options() {
      if ((action == Action.MICRO || action == Action.FLOODS) && !cases.isEmpty()) {
        String alone = action == Action.MICRO ? MICRO : FLOODS;
        throw new IllegalArgumentException(alone + " stands alone, without other cases");
      }
      return new BenchOptions(
          action,
          cases.isEmpty() ? BenchCase.all() : cases,
          servers,
          seconds,
          runs,
          warmupSeconds,
          writeDocs,
          root.toAbsolutePath().normalize(),
          from);
    }
  }
}
