package weft.web.forms;

import static weft.http.OptionBounds.range;

/// What a multipart form may have.
///
/// @param partsMax parts, fields included, 1 or more
/// @param headersMax fields in the head of one part, 1 to 100
/// @param headerBytesMax bytes of the head of one part, 128 to 32768
/// @param partBytesMax bytes of one part, whether it is read or not
/// @param bytesMax bytes of the whole body; counts instead of the server's limit for bodies
/// @param memoryBytesMax bytes held in memory: by [Multipart#all] for all parts together, beyond
///   them what files contain goes to disk; by [Part#bytes] and [Part#text] for one part. Up to 2³⁰
public record MultipartLimits(
    int partsMax,
    int headersMax,
    int headerBytesMax,
    long partBytesMax,
    long bytesMax,
    int memoryBytesMax) {
  /// The defaults: safe for a server that faces the internet.
  public static final MultipartLimits DEFAULTS =
      new MultipartLimits(1000, 16, 8192, 67_108_864L, 67_108_864L, 1_048_576);

  /// Refuses what makes no sense.
  public MultipartLimits {
    range("partsMax", partsMax, 1, Integer.MAX_VALUE);
    range("headersMax", headersMax, 1, 100);
    range("headerBytesMax", headerBytesMax, 128, 32_768);
    range("partBytesMax", partBytesMax, 0, Long.MAX_VALUE);
    range("bytesMax", bytesMax, 0, Long.MAX_VALUE);
    range("memoryBytesMax", memoryBytesMax, 0, 1 << 30);
  }

  /// The same with another `partsMax`.
  public MultipartLimits withPartsMax(int partsMax) {
    return new MultipartLimits(
        partsMax, headersMax, headerBytesMax, partBytesMax, bytesMax, memoryBytesMax);
  }

  /// The same with another `headersMax`.
  public MultipartLimits withHeadersMax(int headersMax) {
    return new MultipartLimits(
        partsMax, headersMax, headerBytesMax, partBytesMax, bytesMax, memoryBytesMax);
  }

  /// The same with another `headerBytesMax`.
  public MultipartLimits withHeaderBytesMax(int headerBytesMax) {
    return new MultipartLimits(
        partsMax, headersMax, headerBytesMax, partBytesMax, bytesMax, memoryBytesMax);
  }

  /// The same with another `partBytesMax`.
  public MultipartLimits withPartBytesMax(long partBytesMax) {
    return new MultipartLimits(
        partsMax, headersMax, headerBytesMax, partBytesMax, bytesMax, memoryBytesMax);
  }

  /// The same with another `bytesMax`.
  public MultipartLimits withBytesMax(long bytesMax) {
    return new MultipartLimits(
        partsMax, headersMax, headerBytesMax, partBytesMax, bytesMax, memoryBytesMax);
  }

  /// The same with another `memoryBytesMax`.
  public MultipartLimits withMemoryBytesMax(int memoryBytesMax) {
    return new MultipartLimits(
        partsMax, headersMax, headerBytesMax, partBytesMax, bytesMax, memoryBytesMax);
  }
}
