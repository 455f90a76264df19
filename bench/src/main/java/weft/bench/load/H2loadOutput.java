package weft.bench.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what h2load prints at its end. It tells no percentiles.
final class H2loadOutput {
  private static final Pattern DURATION = Pattern.compile("finished in ([0-9.]+)(s|ms|us),");
  private static final Pattern REQUESTS =
      Pattern.compile("requests: .* ([0-9]+) done, .* ([0-9]+) failed, ([0-9]+) errored,");

  private H2loadOutput() {}

  /// The result, with latencies of 0.
  ///
  /// @throws IllegalArgumentException when a number is missing
  static LoadResult parse(String output) {
    Matcher requests = find(REQUESTS, output);
    // Failed are those of another status, which were answered, and the errored, which were not.
    long answered = Long.parseLong(requests.group(1)) - Long.parseLong(requests.group(3));
    return new LoadResult(
        answered, micros(find(DURATION, output)), 0, 0, 0, Long.parseLong(requests.group(2)));
  }

  private static long micros(Matcher duration) {
    double unit =
        switch (duration.group(2)) {
          case "s" -> 1e6;
          case "ms" -> 1e3;
          default -> 1;
        };
    return Math.round(Double.parseDouble(duration.group(1)) * unit);
  }

  private static Matcher find(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no result in h2load's output: " + output);
    }
    return matcher;
  }
}
