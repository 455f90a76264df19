package weft.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import weft.bench.plan.BenchCase;

/// All results as tables, one per load.
public final class ResultTables {

  /// Below this share of its core a server waited for the load.
  private static final double SATURATED = 0.9;

  private final BenchResults results;
  private final String reference;

  /// @param reference id of the server all are compared with
  public ResultTables(BenchResults results, String reference) {
    this.results = results;
    this.reference = reference;
  }

  /// The tables with a heading each, in Markdown.
  public String markdown() {
    var text = new StringBuilder();
    for (BenchCase load : BenchCase.all()) {
      List<Measurement> measurements = results.of(load);
      if (!measurements.isEmpty()) {
        heading(text, load.id() + ": " + load.title());
        text.append(table(load, measurements));
        origins(text, made -> titles(made, load));
      }
    }
    for (BenchCase load : BenchCase.all()) {
      List<IdleCost> costs = results.idleCosts(load);
      if (!costs.isEmpty()) {
        heading(text, load.id() + ": " + load.title());
        text.append(idleTable(costs));
        origins(text, made -> idleTitles(made, load));
      }
    }
    if (!results.floods().isEmpty()) {
      heading(text, "floods: a calm client beside eight attackers, HTTP/2");
      text.append(floodTable());
      origins(text, made -> made.floods().stream().map(FloodResult::flood).toList());
    }
    if (!results.micro().isEmpty()) {
      heading(text, "micro: JMH, one thread");
      text.append(microTable());
      origins(text, made -> made.micro().stream().map(MicroResult::name).toList());
    }
    return text.toString();
  }

  private static List<String> titles(Invocation made, BenchCase load) {
    return made.measurements().stream()
        .filter(row -> row.load() == load)
        .map(Measurement::title)
        .toList();
  }

  private static List<String> idleTitles(Invocation made, BenchCase load) {
    return made.idleCosts().stream()
        .filter(row -> row.load() == load)
        .map(IdleCost::title)
        .toList();
  }

  /// Below a table, when and how its rows were made; which ones, where they were not made together.
  ///
  /// @param rows the names of an invocation's rows in the table
  private void origins(StringBuilder text, Function<Invocation, List<String>> rows) {
    List<Invocation> origins =
        results.invocations().stream().filter(made -> !rows.apply(made).isEmpty()).toList();
    for (Invocation made : origins) {
      text.append('\n');
      if (origins.size() > 1) {
        text.append(String.join("; ", rows.apply(made))).append(": ");
      }
      Conditions how = made.conditions();
      text.append(how.date()).append(", `").append(how.command()).append("`, ");
      text.append(how.settings()).append(".\n");
    }
  }

  private static void heading(StringBuilder text, String heading) {
    text.append("\n### ").append(heading).append("\n\n");
  }

  private String table(BenchCase load, List<Measurement> measurements) {
    Optional<Measurement> base = results.of(load, reference);
    var table =
        new TextTable(
            List.of(
                "server",
                "requests/s",
                "CPU µs/request",
                "CPU × Weft",
                "p50 µs",
                "p99 µs",
                "RSS MiB",
                "of its core",
                "notes"));
    for (Measurement row : measurements) {
      table.row(
          List.of(
              row.title(),
              Figures.threeDigits(row.requestsPerSecond()),
              Figures.threeDigits(row.cpuMicros()),
              base.map(found -> Figures.fixed(row.cpuMicros() / found.cpuMicros(), 2)).orElse("–"),
              latency(load, row.p50Micros()),
              latency(load, row.p99Micros()),
              Figures.whole(row.residentBytes() / (1 << 20)),
              Figures.percent(row.serverShare()) + " %",
              notes(load, row)));
    }
    return table.markdown();
  }

  /// wrk times a pipelined batch as one and then corrects as if it were one request, which says
  /// nothing about a request. h2load tells no percentiles.
  private static String latency(BenchCase load, double micros) {
    return load == BenchCase.PIPELINED || load.overHttp2() ? "–" : Figures.whole(micros);
  }

  private static String notes(BenchCase load, Measurement row) {
    List<String> notes = new ArrayList<>();
    if (load == BenchCase.SLEEP) {
      double share = row.requestsPerSecond() / BenchCase.SLEEP_IDEAL;
      notes.add(Figures.fixed(share * 100, 1) + " % of ideal");
    } else if (!load.isPaced() && row.serverShare() < SATURATED) {
      notes.add("load was slower");
    }
    if (load.isFeed()) {
      notes.add("worst " + Figures.whole(row.worstMicros()) + " µs");
    }
    if (load.isLargeFile()) {
      notes.add("both cores " + Figures.threeDigits(row.bothCoresMicros()) + " µs");
    }
    if (row.otherShareMax() > Run.DISTURBED) {
      notes.add("disturbed " + Figures.percent(row.otherShareMax()) + " %");
    }
    if (row.errors() > 0) {
      notes.add(Figures.whole((double) row.errors()) + " errors");
    }
    return String.join(", ", notes);
  }

  private static String idleTable(List<IdleCost> costs) {
    var table = new TextTable(List.of("server", "connections", "bytes/connection"));
    for (IdleCost row : costs) {
      String connections = Figures.whole(row.load().connections());
      table.row(List.of(row.title(), connections, Figures.whole(row.bytes())));
    }
    return table.markdown();
  }

  private String floodTable() {
    var table =
        new TextTable(List.of("server", "flood", "p99 µs calm", "p99 µs under attack", "×"));
    for (FloodResult row : results.floods()) {
      table.row(
          List.of(
              row.title(),
              row.flood().toLowerCase(Locale.ROOT).replace('_', ' '),
              Figures.whole(row.calm()),
              Figures.whole(row.attacked()),
              Figures.fixed(row.ratio(), 2)));
    }
    return table.markdown();
  }

  private String microTable() {
    var table = new TextTable(List.of("benchmark", "ns/operation", "±", "B/operation"));
    for (MicroResult row : results.micro()) {
      table.row(
          List.of(
              row.name(),
              Figures.threeDigits(row.nanos()),
              Figures.threeDigits(row.errorNanos()),
              Figures.fixed(row.bytes(), 1)));
    }
    return table.markdown();
  }
}
