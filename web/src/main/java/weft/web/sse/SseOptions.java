package weft.web.sse;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How an event stream behaves.
///
/// @param keepAlive silence after which a comment is sent, so that proxies and clients do not give
///   up and a client that is gone is noticed, 20 ms to a year; zero for never
/// @param overflow what happens to published events when a client is slow
/// @param pendingBytesMax bytes that may wait for a client, 1 to 1 GiB; one event always may
/// @param stopRetry how long clients wait before they come back to a server that stopped, at least,
///   each up to as much longer, so that they do not all come at a time; zero leaves it to them
/// @param origins origins of other sites whose pages may read the events (CORS), such as
///   `https://example.com`, or `*` for any; empty for none
/// @param credentials whether these pages may have cookies and the like sent along; not with `*`
public record SseOptions(
    Duration keepAlive,
    Overflow overflow,
    int pendingBytesMax,
    Duration stopRetry,
    List<String> origins,
    boolean credentials) {
  /// Scheme, host and perhaps port, as browsers write them: RFC 6454 §6.2.
  private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#@\\s,*A-Z]+");

  /// The defaults.
  public static final SseOptions DEFAULTS =
      new SseOptions(
          Duration.ofSeconds(15),
          Overflow.DISCONNECT,
          65_536,
          Duration.ofSeconds(2),
          List.of(),
          false);

  /// Stands for every origin.
  private static final String ANY = "*";

  private static final int PENDING_BYTES_MAX = 1 << 30;

  /// Refuses what makes no sense.
  public SseOptions {
    EventText.requireTime("keepAlive", keepAlive);
    if (!keepAlive.isZero() && keepAlive.toMillis() < 20) {
      throw new IllegalArgumentException(
          "keepAlive " + keepAlive + " is not zero or 20 ms or more");
    }
    if (pendingBytesMax < 1 || pendingBytesMax > PENDING_BYTES_MAX) {
      throw new IllegalArgumentException(
          "pendingBytesMax " + pendingBytesMax + " is not in 1 to " + PENDING_BYTES_MAX);
    }
    EventText.requireTime("stopRetry", stopRetry);
    origins = List.copyOf(origins);
    for (String origin : origins) {
      checkOrigin(origin);
    }
    if (credentials && origins.contains(ANY)) {
      throw new IllegalArgumentException(
          "credentials go to origins that are named, not to *: browsers refuse that");
    }
  }

  private static void checkOrigin(String origin) {
    if (!origin.equals(ANY) && !ORIGIN.matcher(origin).matches()) {
      throw new IllegalArgumentException(
          "origin '" + origin + "' is neither * nor like https://example.com or http://a.b:8080");
    }
  }

  /// The same with another `keepAlive`.
  public SseOptions withKeepAlive(Duration keepAlive) {
    return new SseOptions(keepAlive, overflow, pendingBytesMax, stopRetry, origins, credentials);
  }

  /// The same with another `overflow`.
  public SseOptions withOverflow(Overflow overflow) {
    return new SseOptions(keepAlive, overflow, pendingBytesMax, stopRetry, origins, credentials);
  }

  /// The same with another `pendingBytesMax`.
  public SseOptions withPendingBytesMax(int pendingBytesMax) {
    return new SseOptions(keepAlive, overflow, pendingBytesMax, stopRetry, origins, credentials);
  }

  /// The same with another `stopRetry`.
  public SseOptions withStopRetry(Duration stopRetry) {
    return new SseOptions(keepAlive, overflow, pendingBytesMax, stopRetry, origins, credentials);
  }

  /// The same with other `origins`, whose pages send no cookies.
  public SseOptions withOrigins(String... origins) {
    return new SseOptions(keepAlive, overflow, pendingBytesMax, stopRetry, List.of(origins), false);
  }

  /// The same with other `origins`, whose pages may send cookies.
  public SseOptions withCredentialsOf(String... origins) {
    return new SseOptions(keepAlive, overflow, pendingBytesMax, stopRetry, List.of(origins), true);
  }

  /// Whether browsers are to be told which pages may read the events, which depends on who asks.
  public boolean dependsOnOrigin() {
    return !origins.isEmpty() && !origins.contains(ANY);
  }

  /// What `Access-Control-Allow-Origin` says to a page, or null when it may not read the events.
  ///
  /// @param origin the page's, as its browser says; null when it says none
  public @Nullable String allowedOrigin(@Nullable String origin) {
    if (origins.contains(ANY)) {
      return ANY;
    }
    return origin != null && origins.contains(origin) ? origin : null;
  }
}
