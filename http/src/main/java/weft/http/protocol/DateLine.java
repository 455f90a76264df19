package weft.http.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The Date field line of responses, `Date: Sun, 06 Nov 1994 08:49:37 GMT` and CRLF (RFC 9110
/// §6.6.1), made once per second by whoever has a clock.
///
/// Confined to a hub; one per hub.
public final class DateLine {
  /// Bytes of the line with its CRLF.
  static final int BYTES = 37;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private byte[] bytes = new byte[0];
  private String value = "";
  private long version;

  /// The first of January 1970.
  public DateLine() {
    set(Instant.EPOCH);
  }

  /// Sets the time.
  public void set(Instant now) {
    value = FORMAT.format(now);
    bytes = ("Date: " + value + "\r\n").getBytes(ISO_8859_1);
    assert bytes.length == BYTES : bytes.length;
    version++;
  }

  /// The line with its CRLF; not to be changed.
  public byte[] bytes() {
    return bytes;
  }

  /// The value alone; the same object until the next [#set].
  public String value() {
    return value;
  }

  /// Grows with every [#set].
  public long version() {
    return version;
  }
}
