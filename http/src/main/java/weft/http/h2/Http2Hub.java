package weft.http.h2;

import weft.http.FieldList;
import weft.http.Http2Options;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.protocol.Authority;
import weft.http.protocol.DateLine;
import weft.http.protocol.TargetParser;
import weft.hub.memory.BufferPool;

/// What all HTTP/2 connections of one hub share: settings, tables of well-known strings, counters.
/// Confined to the hub.
public final class Http2Hub {
  /// Output a connection may hold before its writers have to wait, in bytes.
  static final int OUTPUT_BYTES_MAX = 128 * 1024;

  /// Output at which a connection receives no more: beyond what writers make, answers to frames of
  /// a client that does not read them.
  static final int OUTPUT_BYTES_PAUSE = 2 * OUTPUT_BYTES_MAX;

  /// Largest frame we take: the least there is, since more would only make others wait.
  static final int FRAME_BYTES_MAX = 16_384;

  /// Time after which what found no memory is tried again.
  static final long MEMORY_RETRY_NANOS = 5_000_000;

  /// Time after which a client that may be slow only because nothing is received for want of memory
  /// is looked at again.
  static final long MEMORY_GRACE_NANOS = 1_000_000_000;

  static final FieldList NO_FIELDS = new FieldList();

  final HttpLimits limits;
  final Http2Options options;
  final BufferPool pool;
  final Http2Tally tally;
  final DateLine date;
  final String serverName;
  final TargetParser targets = new TargetParser();
  final Authority authorities = new Authority();
  final long headNanos;
  final long bodyIdleNanos;
  final long keepAliveNanos;
  final long writeNanos;
  final long ageNanosMax;
  final long pingIntervalNanos;
  final long pingTimeoutNanos;

  /// Makes what is shared.
  ///
  /// @param date kept right by somebody with a clock
  public Http2Hub(HttpOptions options, BufferPool pool, Http2Tally tally, DateLine date) {
    limits = options.limits();
    this.options = options.http2();
    this.pool = pool;
    this.tally = tally;
    this.date = date;
    serverName = options.serverName();
    headNanos = limits.headTimeout().toNanos();
    bodyIdleNanos = limits.bodyIdleTimeout().toNanos();
    keepAliveNanos = limits.keepAliveTimeout().toNanos();
    writeNanos = limits.writeTimeout().toNanos();
    ageNanosMax = limits.connectionAgeMax().toNanos();
    pingIntervalNanos = this.options.pingInterval().toNanos();
    pingTimeoutNanos = this.options.pingTimeout().toNanos();
  }
}
