package weft.http.h1;

import java.util.Arrays;
import weft.http.Hsts;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.Status;
import weft.http.protocol.Authority;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.DateLine;
import weft.http.protocol.TargetParser;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;

/// What all HTTP/1.1 connections of one hub share: settings, encoder, tables of well-known strings,
/// counters. Confined to the hub.
public final class Http1Hub {
  final HttpLimits limits;
  final BufferPool pool;
  final Http1Tally tally;
  final ResponseEncoder encoder;
  private final ResponseEncoder secureEncoder;
  final TargetParser targets = new TargetParser();
  final Authority authorities = new Authority();
  final KnownHeads heads = new KnownHeads();
  final boolean halfClosingClients;
  final long headNanos;
  final long bodyIdleNanos;
  final long keepAliveNanos;
  final long writeNanos;
  final long ageNanosMax;

  /// Makes what is shared.
  ///
  /// @param date of every response
  public Http1Hub(HttpOptions options, BufferPool pool, Http1Tally tally, DateLine date) {
    limits = options.limits();
    this.pool = pool;
    this.tally = tally;
    encoder = new ResponseEncoder(options.serverName(), date);
    Hsts hsts = options.hsts();
    secureEncoder =
        hsts == null ? encoder : new ResponseEncoder(options.serverName(), date, hsts.value());
    halfClosingClients = options.halfClosingClients();
    headNanos = limits.headTimeout().toNanos();
    bodyIdleNanos = limits.bodyIdleTimeout().toNanos();
    keepAliveNanos = limits.keepAliveTimeout().toNanos();
    writeNanos = limits.writeTimeout().toNanos();
    ageNanosMax = limits.connectionAgeMax().toNanos();
  }

  /// What encodes responses on a connection.
  @HotPath
  ResponseEncoder encoder(ConnectionLink link) {
    return link.isSecure() ? secureEncoder : encoder;
  }

  /// A whole response for a plain connection there is no room for.
  public byte[] refusal() {
    encoder.encodeError(Status.SERVICE_UNAVAILABLE, ErrorText.OVERLOADED, false);
    return Arrays.copyOf(encoder.text().bytes(), encoder.text().length());
  }
}
