package weft.bench.load;

import java.util.HashMap;
import java.util.Map;

/// What a load generator saw.
///
/// @param requests answers received
/// @param micros how long it ran, in µs
/// @param p50Micros half of the requests were answered within this, in µs
/// @param p99Micros 99 of 100 requests were answered within this, in µs
/// @param worstMicros what the slowest took, in µs; 0 when the generator does not tell
/// @param errors failed connections, reads and writes, timeouts, answers other than 2xx and 3xx
public record LoadResult(
    long requests,
    long micros,
    double p50Micros,
    double p99Micros,
    double worstMicros,
    long errors) {
  private static final String START = "result ";

  /// Finds the line the load generators of this package end with.
  ///
  /// @throws IllegalArgumentException when there is none or a number of it is missing
  public static LoadResult parse(String output) {
    for (String line : output.lines().toList()) {
      if (line.startsWith(START)) {
        return ofLine(line.substring(START.length()));
      }
    }
    throw new IllegalArgumentException("no result in the load generator's output: " + output);
  }

  /// Answers per second.
  public double requestsPerSecond() {
    return requests * 1e6 / micros;
  }

  private static LoadResult ofLine(String line) {
    Map<String, String> numbers = new HashMap<>();
    for (String part : line.strip().split(" +", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("no number in " + part + " of the result: " + line);
      }
      numbers.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return new LoadResult(
        Long.parseLong(number(numbers, "requests")),
        Long.parseLong(number(numbers, "micros")),
        Double.parseDouble(number(numbers, "p50")),
        Double.parseDouble(number(numbers, "p99")),
        Double.parseDouble(numbers.getOrDefault("worst", "0")),
        Long.parseLong(number(numbers, "errors")));
  }

  private static String number(Map<String, String> numbers, String name) {
    String number = numbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException("no " + name + " among " + numbers.keySet());
    }
    return number;
  }
}
