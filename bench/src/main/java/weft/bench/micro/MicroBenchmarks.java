package weft.bench.micro;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import weft.bench.report.MicroResult;

/// Runs the benchmarks of this package.
public final class MicroBenchmarks {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /// As a server has them; the opened package is what lets hubs carry virtual threads.
  private static final String[] FLAGS = {
    "-XX:+UseSerialGC",
    "-Xmx1g",
    "-Djdk.trackAllThreads=false",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED"
  };

  private MicroBenchmarks() {}

  /// Runs all of them, one after another, each in a Java of its own.
  ///
  /// @param seconds length of one measured iteration
  /// @param iterations measured iterations; half as many, rounded up, warm up
  /// @throws RunnerException when one of them fails
  public static List<MicroResult> run(int seconds, int iterations) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(MicroBenchmarks.class.getPackageName() + "\\..*")
            .forks(1)
            .warmupIterations((iterations + 1) / 2)
            .warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(seconds))
            .jvmArgsAppend(FLAGS)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .build();
    Collection<RunResult> found = new Runner(options).run();
    List<MicroResult> results = new ArrayList<>();
    found.forEach(result -> results.add(result(result)));
    return results;
  }

  private static MicroResult result(RunResult run) {
    Result<?> time = run.getPrimaryResult();
    Result<?> allocation = run.getSecondaryResults().get(ALLOCATION);
    String name = run.getParams().getBenchmark();
    double error = time.getScoreError();
    return new MicroResult(
        name.substring(MicroBenchmarks.class.getPackageName().length() + 1),
        time.getScore(),
        Double.isNaN(error) ? 0 : error,
        allocation == null ? 0 : allocation.getScore());
  }
}
