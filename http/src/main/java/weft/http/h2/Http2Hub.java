package weft.http.h2;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.Hsts;
import weft.http.Http2Options;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.protocol.Authority;
import weft.http.protocol.DateLine;
import weft.http.protocol.TargetParser;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;

/// What all HTTP/2 connections of one hub share: settings, tables of well-known strings, counters.
/// Confined to the hub.
public final class Http2Hub {
  /// Largest frame we take: the least there is, since more would only make others wait.
  static final int FRAME_BYTES_MAX = 16_384;

  /// No time at all is too long.
  static final long NEVER = Long.MAX_VALUE;

  static final FieldList NO_FIELDS = new FieldList();

  final HttpLimits limits;
  final Http2Options options;
  final BufferPool pool;
  final Http2Tally tally;
  final DateLine date;
  final String serverName;

  /// Its connections are read one after another.
  final DecodingRoom room;

  /// Value of Strict-Transport-Security of responses over TLS, or `null`.
  final @Nullable String hsts;

  final TargetParser targets = new TargetParser();
  final Authority authorities = new Authority();
  final long headNanos;
  final long bodyIdleNanos;
  final long keepAliveNanos;
  final long writeNanos;

  /// Time for a peer to open a window that a message of ours waits for.
  final long windowNanos;

  final long ageNanosMax;
  final long pingIntervalNanos;
  final long pingTimeoutNanos;

  /// Makes what the connections of a server share.
  ///
  /// @param date of every response
  public Http2Hub(HttpOptions options, BufferPool pool, Http2Tally tally, DateLine date) {
    limits = options.limits();
    this.options = options.http2();
    this.pool = pool;
    this.tally = tally;
    this.date = date;
    serverName = options.serverName();
    room = new DecodingRoom(limits.headBytesMax() + this.options.headerTableBytes());
    Hsts policy = options.hsts();
    hsts = policy == null ? null : policy.value();
    headNanos = limits.headTimeout().toNanos();
    bodyIdleNanos = limits.bodyIdleTimeout().toNanos();
    keepAliveNanos = limits.keepAliveTimeout().toNanos();
    writeNanos = limits.writeTimeout().toNanos();
    windowNanos = writeNanos;
    ageNanosMax = limits.connectionAgeMax().toNanos();
    pingIntervalNanos = this.options.pingInterval().toNanos();
    pingTimeoutNanos = this.options.pingTimeout().toNanos();
  }

  /// Makes what the connections of a client share. Its connections give no time to single calls and
  /// live until they are told to end; a sign of life, such as the server's SETTINGS or the rest of
  /// a frame, is given `pingTimeout`.
  ///
  /// @param headBytesMax bytes of a response's head, and of a trailer section, 256 to 61440
  /// @param fieldCountMax fields of each, 1 to 1000
  /// @param discardBytesMax bytes of a body nobody reads that are let pass
  /// @param writeTimeout time in which a server that is being sent to must take at least a byte
  public Http2Hub(
      Http2Options options,
      int headBytesMax,
      int fieldCountMax,
      long discardBytesMax,
      Duration writeTimeout,
      BufferPool pool) {
    limits =
        HttpLimits.DEFAULTS
            .withRequestLineBytesMax(Math.min(headBytesMax, 8192))
            .withHeadBytesMax(headBytesMax)
            .withFieldCountMax(fieldCountMax)
            .withDiscardBytesMax(discardBytesMax)
            .withBodyBytesPerSecondMin(0);
    this.options = options;
    this.pool = pool;
    tally = new Http2Tally();
    date = DateLine.of(Instant.EPOCH);
    serverName = "";
    room = new DecodingRoom(headBytesMax + options.headerTableBytes());
    hsts = null;
    headNanos = options.pingTimeout().toNanos();
    bodyIdleNanos = NEVER;
    keepAliveNanos = NEVER;
    writeNanos = writeTimeout.toNanos();
    windowNanos = NEVER;
    ageNanosMax = 0;
    pingIntervalNanos = options.pingInterval().toNanos();
    pingTimeoutNanos = options.pingTimeout().toNanos();
  }

  /// What has been counted.
  public Http2Tally tally() {
    return tally;
  }

  /// When so much time is over; [#NEVER] is never over.
  @HotPath
  static long after(long nowNanos, long nanos) {
    return nanos == NEVER ? NEVER : nowNanos + nanos;
  }
}
