package weft.web.records;

import static weft.http.OptionBounds.range;

/// What a stream of records may have.
///
/// @param recordBytesMax bytes of one record, 1 to 2²⁸; above it 413
/// @param bytesMax bytes of the whole body, above it 413; counts instead of the server's limit for
///   bodies
public record RecordLimits(int recordBytesMax, long bytesMax) {
  /// The defaults: safe for a server that faces the internet.
  public static final RecordLimits DEFAULTS = new RecordLimits(65_536, 67_108_864L);

  /// Refuses what makes no sense.
  public RecordLimits {
    range("recordBytesMax", recordBytesMax, 1, 1 << 28);
    if (bytesMax < 0) {
      throw new IllegalArgumentException("bytesMax " + bytesMax + " is negative");
    }
  }

  /// The same with another `recordBytesMax`.
  public RecordLimits withRecordBytesMax(int recordBytesMax) {
    return new RecordLimits(recordBytesMax, bytesMax);
  }

  /// The same with another `bytesMax`.
  public RecordLimits withBytesMax(long bytesMax) {
    return new RecordLimits(recordBytesMax, bytesMax);
  }
}
