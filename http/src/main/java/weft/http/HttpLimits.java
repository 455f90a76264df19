package weft.http;

import static weft.http.OptionBounds.positive;
import static weft.http.OptionBounds.range;
import static weft.http.OptionBounds.time;

import java.time.Duration;
import java.util.function.Consumer;

/// Everything a peer can make a server hold or wait for, with a limit.
///
/// @param requestLineBytesMax bytes of a request line with its CRLF, 64 to 32768; above it 414. RFC
///   9112 §3 asks for at least 8000
/// @param headBytesMax bytes of a whole head, and of a trailer section, 256 to 61440; above it 431
/// @param fieldCountMax fields of a head, and of a trailer section, 1 to 1000; above it 431
/// @param bodyBytesMax bytes of a request body unless its handler allows another number; above it
///   413
/// @param discardBytesMax bytes of an unread body that are thrown away to keep a connection usable;
///   beyond it the connection is closed. A chunked one over HTTP/1.1 that has not come to its end
///   when a whole answer is given closes it at once, since nobody knows how much will come
/// @param headTimeout time for a head, from the connection or from its first byte; past it 408, or
///   the end where nothing has come. Against Slowloris
/// @param bodyIdleTimeout time without a byte while a handler waits for its body; past it 408
/// @param bodyBytesPerSecondMin slowest body a handler has to wait for, bytes/s, counted after five
///   seconds of waiting, 0 for none; below it 408
/// @param keepAliveTimeout time a connection may be idle between requests
/// @param writeTimeout time in which a client that is being sent to must take at least a byte; it
///   is looked at that often, so that one who stops is reset after once to twice that
/// @param requestsPerConnectionMax requests on one connection, 0 for any number
/// @param connectionAgeMax age after which a connection ends behind its present response, zero for
///   any
/// @param connectionsMax open connections of a server, 0 for any number; above it 503, or, where
///   TLS is spoken, a reset: nothing can be told before a handshake, the dearest part of a
///   connection
/// @param connectionsPerAddressMax open connections of one client address, 0 for any number, which
///   is what a server behind a proxy needs; above it the same
/// @param requestsMax requests being handled at a time by a server, 0 for any number; above it 503
public record HttpLimits(
    int requestLineBytesMax,
    int headBytesMax,
    int fieldCountMax,
    long bodyBytesMax,
    long discardBytesMax,
    Duration headTimeout,
    Duration bodyIdleTimeout,
    int bodyBytesPerSecondMin,
    Duration keepAliveTimeout,
    Duration writeTimeout,
    long requestsPerConnectionMax,
    Duration connectionAgeMax,
    int connectionsMax,
    int connectionsPerAddressMax,
    int requestsMax) {
  /// The defaults: safe for a server that faces the internet.
  public static final HttpLimits DEFAULTS =
      new HttpLimits(
          8192,
          16384,
          100,
          1_048_576L,
          262_144L,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          240,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          0,
          Duration.ZERO,
          65_536,
          0,
          16_384);

  /// Refuses what makes no sense.
  public HttpLimits {
    range("requestLineBytesMax", requestLineBytesMax, 64, 32_768);
    range("headBytesMax", headBytesMax, 256, 61_440);
    range("fieldCountMax", fieldCountMax, 1, 1000);
    range("bodyBytesMax", bodyBytesMax, 0, Long.MAX_VALUE);
    range("discardBytesMax", discardBytesMax, 0, Long.MAX_VALUE);
    positive("headTimeout", headTimeout);
    positive("bodyIdleTimeout", bodyIdleTimeout);
    range("bodyBytesPerSecondMin", bodyBytesPerSecondMin, 0, Integer.MAX_VALUE);
    positive("keepAliveTimeout", keepAliveTimeout);
    positive("writeTimeout", writeTimeout);
    range("requestsPerConnectionMax", requestsPerConnectionMax, 0, Long.MAX_VALUE);
    time("connectionAgeMax", connectionAgeMax);
    range("connectionsMax", connectionsMax, 0, Integer.MAX_VALUE);
    range("connectionsPerAddressMax", connectionsPerAddressMax, 0, Integer.MAX_VALUE);
    range("requestsMax", requestsMax, 0, Integer.MAX_VALUE);
    if (requestLineBytesMax > headBytesMax) {
      throw new IllegalArgumentException(
          "requestLineBytesMax "
              + requestLineBytesMax
              + " is greater than headBytesMax "
              + headBytesMax);
    }
  }

  /// The same with another `requestLineBytesMax`.
  public HttpLimits withRequestLineBytesMax(int requestLineBytesMax) {
    return with(draft -> draft.requestLineBytesMax = requestLineBytesMax);
  }

  /// The same with another `headBytesMax`.
  public HttpLimits withHeadBytesMax(int headBytesMax) {
    return with(draft -> draft.headBytesMax = headBytesMax);
  }

  /// The same with another `fieldCountMax`.
  public HttpLimits withFieldCountMax(int fieldCountMax) {
    return with(draft -> draft.fieldCountMax = fieldCountMax);
  }

  /// The same with another `bodyBytesMax`.
  public HttpLimits withBodyBytesMax(long bodyBytesMax) {
    return with(draft -> draft.bodyBytesMax = bodyBytesMax);
  }

  /// The same with another `discardBytesMax`.
  public HttpLimits withDiscardBytesMax(long discardBytesMax) {
    return with(draft -> draft.discardBytesMax = discardBytesMax);
  }

  /// The same with another `headTimeout`.
  public HttpLimits withHeadTimeout(Duration headTimeout) {
    return with(draft -> draft.headTimeout = headTimeout);
  }

  /// The same with another `bodyIdleTimeout`.
  public HttpLimits withBodyIdleTimeout(Duration bodyIdleTimeout) {
    return with(draft -> draft.bodyIdleTimeout = bodyIdleTimeout);
  }

  /// The same with another `bodyBytesPerSecondMin`.
  public HttpLimits withBodyBytesPerSecondMin(int bodyBytesPerSecondMin) {
    return with(draft -> draft.bodyBytesPerSecondMin = bodyBytesPerSecondMin);
  }

  /// The same with another `keepAliveTimeout`.
  public HttpLimits withKeepAliveTimeout(Duration keepAliveTimeout) {
    return with(draft -> draft.keepAliveTimeout = keepAliveTimeout);
  }

  /// The same with another `writeTimeout`.
  public HttpLimits withWriteTimeout(Duration writeTimeout) {
    return with(draft -> draft.writeTimeout = writeTimeout);
  }

  /// The same with another `requestsPerConnectionMax`.
  public HttpLimits withRequestsPerConnectionMax(long requestsPerConnectionMax) {
    return with(draft -> draft.requestsPerConnectionMax = requestsPerConnectionMax);
  }

  /// The same with another `connectionAgeMax`.
  public HttpLimits withConnectionAgeMax(Duration connectionAgeMax) {
    return with(draft -> draft.connectionAgeMax = connectionAgeMax);
  }

  /// The same with another `connectionsMax`.
  public HttpLimits withConnectionsMax(int connectionsMax) {
    return with(draft -> draft.connectionsMax = connectionsMax);
  }

  /// The same with another `connectionsPerAddressMax`.
  public HttpLimits withConnectionsPerAddressMax(int connectionsPerAddressMax) {
    return with(draft -> draft.connectionsPerAddressMax = connectionsPerAddressMax);
  }

  /// The same with another `requestsMax`.
  public HttpLimits withRequestsMax(int requestsMax) {
    return with(draft -> draft.requestsMax = requestsMax);
  }

  private HttpLimits with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.made();
  }

  /// Every part, for a `with…` to change.
  private static final class Draft {
    private int requestLineBytesMax;
    private int headBytesMax;
    private int fieldCountMax;
    private long bodyBytesMax;
    private long discardBytesMax;
    private Duration headTimeout;
    private Duration bodyIdleTimeout;
    private int bodyBytesPerSecondMin;
    private Duration keepAliveTimeout;
    private Duration writeTimeout;
    private long requestsPerConnectionMax;
    private Duration connectionAgeMax;
    private int connectionsMax;
    private int connectionsPerAddressMax;
    private int requestsMax;

    Draft(HttpLimits from) {
      requestLineBytesMax = from.requestLineBytesMax;
      headBytesMax = from.headBytesMax;
      fieldCountMax = from.fieldCountMax;
      bodyBytesMax = from.bodyBytesMax;
      discardBytesMax = from.discardBytesMax;
      headTimeout = from.headTimeout;
      bodyIdleTimeout = from.bodyIdleTimeout;
      bodyBytesPerSecondMin = from.bodyBytesPerSecondMin;
      keepAliveTimeout = from.keepAliveTimeout;
      writeTimeout = from.writeTimeout;
      requestsPerConnectionMax = from.requestsPerConnectionMax;
      connectionAgeMax = from.connectionAgeMax;
      connectionsMax = from.connectionsMax;
      connectionsPerAddressMax = from.connectionsPerAddressMax;
      requestsMax = from.requestsMax;
    }

    HttpLimits made() {
      return new HttpLimits(
          requestLineBytesMax,
          headBytesMax,
          fieldCountMax,
          bodyBytesMax,
          discardBytesMax,
          headTimeout,
          bodyIdleTimeout,
          bodyBytesPerSecondMin,
          keepAliveTimeout,
          writeTimeout,
          requestsPerConnectionMax,
          connectionAgeMax,
          connectionsMax,
          connectionsPerAddressMax,
          requestsMax);
    }
  }
}
