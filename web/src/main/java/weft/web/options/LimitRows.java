package weft.web.options;

import java.time.Duration;
import java.util.List;
import weft.http.HttpLimits;

/// Options about everything a client can make the server hold or wait for.
final class LimitRows {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private LimitRows() {}

  static List<Option<?>> rows() {
    OptionRows<HttpLimits> rows =
        new OptionRows<>(
            options -> options.http().limits(),
            (options, limits) -> options.withHttp(options.http().withLimits(limits)));
    addMessages(rows);
    addTimes(rows);
    addConnections(rows);
    return rows.rows();
  }

  private static void addMessages(OptionRows<HttpLimits> rows) {
    rows.number(
        "request-line-bytes-max",
        new SizeOption(64, 32_768),
        "Longest request line; above it 414; at most --head-bytes-max",
        HttpLimits::requestLineBytesMax,
        (limits, bytes) -> limits.withRequestLineBytesMax((int) bytes));
    rows.number(
        "head-bytes-max",
        new SizeOption(256, 61_440),
        "Longest request head; above it 431",
        HttpLimits::headBytesMax,
        (limits, bytes) -> limits.withHeadBytesMax((int) bytes));
    rows.number(
        "field-count-max",
        new IntegerOption(1, 1000, "fields"),
        "Most fields of a request; above it 431",
        HttpLimits::fieldCountMax,
        (limits, count) -> limits.withFieldCountMax((int) count));
    rows.number(
        "body-bytes-max",
        new SizeOption(0, Long.MAX_VALUE),
        "Longest request body unless its route says otherwise; above it 413",
        HttpLimits::bodyBytesMax,
        HttpLimits::withBodyBytesMax);
    rows.number(
        "discard-bytes-max",
        new SizeOption(0, Long.MAX_VALUE),
        "Longest unread body that is thrown away to keep a connection",
        HttpLimits::discardBytesMax,
        HttpLimits::withDiscardBytesMax);
  }

  private static void addTimes(OptionRows<HttpLimits> rows) {
    rows.time(
        "head-timeout",
        SHORTEST,
        "Time a client has to send a request head; past it 408",
        HttpLimits::headTimeout,
        HttpLimits::withHeadTimeout);
    rows.time(
        "body-idle-timeout",
        SHORTEST,
        "Time without a byte of a body that is waited for; past it 408",
        HttpLimits::bodyIdleTimeout,
        HttpLimits::withBodyIdleTimeout);
    rows.count(
        "body-rate-min",
        0,
        "bytes/s",
        "Slowest body that is waited for; below it 408; 0 for none",
        HttpLimits::bodyBytesPerSecondMin,
        (limits, rate) -> limits.withBodyBytesPerSecondMin((int) rate));
    rows.time(
        "keep-alive-timeout",
        SHORTEST,
        "Time a connection may be idle between requests",
        HttpLimits::keepAliveTimeout,
        HttpLimits::withKeepAliveTimeout);
    rows.time(
        "write-timeout",
        SHORTEST,
        "Time in which a client that is being sent to must take a byte",
        HttpLimits::writeTimeout,
        HttpLimits::withWriteTimeout);
  }

  private static void addConnections(OptionRows<HttpLimits> rows) {
    rows.number(
        "requests-per-connection-max",
        new IntegerOption(0, Long.MAX_VALUE, "requests"),
        "Requests after which a connection ends; 0 for any number",
        HttpLimits::requestsPerConnectionMax,
        HttpLimits::withRequestsPerConnectionMax);
    rows.time(
        "connection-age-max",
        Duration.ZERO,
        "Age after which a connection ends behind its response; 0 for any",
        HttpLimits::connectionAgeMax,
        HttpLimits::withConnectionAgeMax);
    rows.count(
        "connections-max",
        0,
        "connections",
        "Most open connections; above it 503, at the TLS port a reset; 0 for any number",
        HttpLimits::connectionsMax,
        (limits, count) -> limits.withConnectionsMax((int) count));
    rows.count(
        "connections-per-address-max",
        0,
        "connections",
        "Most open connections of one client address; above it the same; 0 for any number",
        HttpLimits::connectionsPerAddressMax,
        (limits, count) -> limits.withConnectionsPerAddressMax((int) count));
    rows.count(
        "requests-max",
        0,
        "requests",
        "Most requests being handled at a time; above it 503; 0 for any number",
        HttpLimits::requestsMax,
        (limits, count) -> limits.withRequestsMax((int) count));
  }
}
