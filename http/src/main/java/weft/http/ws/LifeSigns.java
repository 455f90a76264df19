package weft.http.ws;

import weft.http.WebSocketOptions;
import weft.hub.memory.HotPath;

/// Whether the peer is there: a silent one is sent a ping, and how long its answer takes is the
/// round trip.
final class LifeSigns {
  private static final long NEVER = Long.MAX_VALUE;

  private final long intervalNanos;
  private final long timeoutNanos;
  private long heardNanos;
  private long pingedNanos;
  private boolean awaitsPong;
  private boolean wanted;
  private long number;
  private long roundTripNanos = -1;

  LifeSigns(WebSocketOptions options, long nowNanos) {
    long interval = options.pingInterval().toNanos();
    intervalNanos = interval == 0 ? NEVER : interval;
    timeoutNanos = options.pingTimeout().toNanos();
    heardNanos = nowNanos;
  }

  @HotPath
  void heard(long nowNanos) {
    heardNanos = nowNanos;
  }

  /// Somebody wants a sign.
  void want() {
    wanted = true;
  }

  /// Whether a ping is to be sent.
  boolean isDue(long nowNanos) {
    return !awaitsPong && (wanted || nowNanos - heardNanos >= intervalNanos);
  }

  /// What the next ping carries: a number that tells it from others.
  byte[] nextPing() {
    number++;
    byte[] payload = new byte[Long.BYTES];
    for (int index = 0; index < Long.BYTES; index++) {
      payload[index] = (byte) (number >>> (56 - 8 * index));
    }
    return payload;
  }

  /// A ping has been sent.
  void pinged(long nowNanos) {
    awaitsPong = true;
    wanted = false;
    pingedNanos = nowNanos;
  }

  private static long number(byte[] payload) {
    long number = 0;
    for (byte value : payload) {
      number = number << 8 | (value & 0xff);
    }
    return number;
  }

  /// A pong has come.
  void ponged(byte[] payload, long nowNanos) {
    if (awaitsPong && payload.length == Long.BYTES && number(payload) == number) {
      awaitsPong = false;
      roundTripNanos = nowNanos - pingedNanos;
    }
  }

  /// Whether a ping was not answered in time, and nothing else was heard behind it either.
  boolean isLost(long nowNanos) {
    return awaitsPong && nowNanos - Math.max(pingedNanos, heardNanos) >= timeoutNanos;
  }

  /// The last round trip, -1 before there was one.
  long roundTripNanos() {
    return roundTripNanos;
  }

  @HotPath
  long deadlineNanos() {
    if (awaitsPong) {
      return Math.max(pingedNanos, heardNanos) + timeoutNanos;
    }
    return wanted ? 0 : intervalNanos == NEVER ? NEVER : heardNanos + intervalNanos;
  }
}
