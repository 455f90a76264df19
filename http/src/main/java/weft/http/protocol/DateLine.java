package weft.http.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;
import weft.hub.memory.HotPath;

/// The Date field line of responses, `Date: Sun, 06 Nov 1994 08:49:37 GMT` and CRLF (RFC 9110
/// §6.6.1). Whoever reads it gets the present second, however long nobody has asked.
///
/// Confined to a hub; one per hub.
public final class DateLine {
  /// Bytes of the line with its CRLF.
  static final int BYTES = 37;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final long SECOND_NANOS = 1_000_000_000L;

  private static final long MILLI_NANOS = 1_000_000L;

  private final LongSupplier nanos;
  private final InstantSource wall;
  private byte[] bytes = new byte[0];
  private String value = "";
  private long version;
  private long dueNanos;

  /// Made once per second at the most.
  ///
  /// @param nanos the hub's time, which tells cheaply that a second is over
  /// @param wall the time of day
  public DateLine(LongSupplier nanos, InstantSource wall) {
    this.nanos = nanos;
    this.wall = wall;
    makeSlow(nanos.getAsLong());
  }

  /// A line that stays.
  public static DateLine of(Instant instant) {
    return new DateLine(() -> 0, InstantSource.fixed(instant));
  }

  /// The line with its CRLF; not to be changed.
  @HotPath
  public byte[] bytes() {
    refresh();
    return bytes;
  }

  /// The value alone; the same object while [#version] is the same.
  @HotPath
  public String value() {
    refresh();
    return value;
  }

  /// Grows with every second that somebody asks in.
  @HotPath
  public long version() {
    refresh();
    return version;
  }

  @HotPath
  private void refresh() {
    long now = nanos.getAsLong();
    if (now - dueNanos >= 0) {
      makeSlow(now);
    }
  }

  private void makeSlow(long now) {
    Instant instant = wall.instant();
    value = FORMAT.format(instant);
    bytes = ("Date: " + value + "\r\n").getBytes(ISO_8859_1);
    assert bytes.length == BYTES : bytes.length;
    version++;
    dueNanos = now + SECOND_NANOS - instant.toEpochMilli() % 1000 * MILLI_NANOS;
  }
}
