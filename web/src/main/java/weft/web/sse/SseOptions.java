package weft.web.sse;

import java.time.Duration;

/// How an event stream behaves.
///
/// @param keepAlive silence after which a comment is sent, so that proxies and clients do not give
///   up and a client that is gone is noticed, 20 ms or more; zero for never
/// @param overflow what happens to published events when a client is slow
/// @param pendingBytesMax bytes that may wait for a client, 1 to 1 GiB; one event always may
/// @param stopRetry how long clients wait before they come back to a server that stopped, at least,
///   each up to as much longer, so that they do not all come at a time; zero leaves it to them
public record SseOptions(
    Duration keepAlive, Overflow overflow, int pendingBytesMax, Duration stopRetry) {
  /// The defaults.
  public static final SseOptions DEFAULTS =
      new SseOptions(Duration.ofSeconds(15), Overflow.DISCONNECT, 65_536, Duration.ofSeconds(2));

  private static final int PENDING_BYTES_MAX = 1 << 30;

  /// Refuses what makes no sense.
  public SseOptions {
    if (keepAlive.isNegative() || (!keepAlive.isZero() && keepAlive.toMillis() < 20)) {
      throw new IllegalArgumentException(
          "keepAlive " + keepAlive + " is not zero or 20 ms or more");
    }
    if (pendingBytesMax < 1 || pendingBytesMax > PENDING_BYTES_MAX) {
      throw new IllegalArgumentException(
          "pendingBytesMax " + pendingBytesMax + " is not in 1 to " + PENDING_BYTES_MAX);
    }
    if (stopRetry.isNegative()) {
      throw new IllegalArgumentException("stopRetry " + stopRetry + " is negative");
    }
  }

  /// The same with another `keepAlive`.
  public SseOptions withKeepAlive(Duration keepAlive) {
    return new SseOptions(keepAlive, overflow, pendingBytesMax, stopRetry);
  }

  /// The same with another `overflow`.
  public SseOptions withOverflow(Overflow overflow) {
    return new SseOptions(keepAlive, overflow, pendingBytesMax, stopRetry);
  }

  /// The same with another `pendingBytesMax`.
  public SseOptions withPendingBytesMax(int pendingBytesMax) {
    return new SseOptions(keepAlive, overflow, pendingBytesMax, stopRetry);
  }

  /// The same with another `stopRetry`.
  public SseOptions withStopRetry(Duration stopRetry) {
    return new SseOptions(keepAlive, overflow, pendingBytesMax, stopRetry);
  }
}
