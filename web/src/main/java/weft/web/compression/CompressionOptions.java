package weft.web.compression;

import static weft.http.OptionBounds.range;

import java.util.List;

/// How responses are compressed.
///
/// @param codings what is offered, the preferred first; what is not available is left out
/// @param minimumBytes bodies with fewer are sent as they are, 0 to 1 MiB
/// @param types media types worth it: `type/subtype`, `type/*` for all of a type, `*+suffix` for
///   all that end so
/// @param gzipLevel of gzip and deflate, 1 (fast) to 9 (small)
/// @param brotliQuality 0 (fast) to 11 (small, and far too slow for what is made anew each time)
/// @param zstdLevel 1 (fast) to 19 (small)
/// @param codersMax bodies being compressed at a time, 1 to 1048576; further ones are sent as they
///   are. A stream keeps its coder until it ends: 300 KiB for gzip, one to two megabytes for br and
///   zstd
public record CompressionOptions(
    List<Coding> codings,
    int minimumBytes,
    List<String> types,
    int gzipLevel,
    int brotliQuality,
    int zstdLevel,
    int codersMax) {
  /// The defaults.
  public static final CompressionOptions DEFAULTS =
      new CompressionOptions(
          List.of(Coding.ZSTD, Coding.BR, Coding.GZIP, Coding.DEFLATE),
          1024,
          List.of(
              "text/*",
              "*+json",
              "*+xml",
              "application/json",
              "application/xml",
              "application/javascript",
              "application/x-ndjson",
              "application/json-seq",
              "application/wasm",
              "application/x-www-form-urlencoded",
              "font/ttf",
              "font/otf",
              "image/bmp"),
          6,
          4,
          3,
          512);

  /// Refuses what makes no sense.
  public CompressionOptions {
    codings = List.copyOf(codings);
    types = List.copyOf(types);
    range("minimumBytes", minimumBytes, 0, 1_048_576);
    range("gzipLevel", gzipLevel, 1, 9);
    range("brotliQuality", brotliQuality, 0, 11);
    range("zstdLevel", zstdLevel, 1, 19);
    range("codersMax", codersMax, 1, 1_048_576);
    for (String type : types) {
      if (!type.contains("/") && !type.startsWith("*+")) {
        throw new IllegalArgumentException(
            "'" + type + "' is neither type/subtype nor type/* nor *+suffix");
      }
    }
  }

  /// The same with other codings, the preferred first.
  public CompressionOptions withCodings(Coding... codings) {
    return new CompressionOptions(
        List.of(codings), minimumBytes, types, gzipLevel, brotliQuality, zstdLevel, codersMax);
  }

  /// The same with another `minimumBytes`.
  public CompressionOptions withMinimumBytes(int minimumBytes) {
    return new CompressionOptions(
        codings, minimumBytes, types, gzipLevel, brotliQuality, zstdLevel, codersMax);
  }

  /// The same with other types.
  public CompressionOptions withTypes(String... types) {
    return new CompressionOptions(
        codings, minimumBytes, List.of(types), gzipLevel, brotliQuality, zstdLevel, codersMax);
  }

  /// The same with other levels.
  public CompressionOptions withLevels(int gzipLevel, int brotliQuality, int zstdLevel) {
    return new CompressionOptions(
        codings, minimumBytes, types, gzipLevel, brotliQuality, zstdLevel, codersMax);
  }

  /// The same with another `codersMax`.
  public CompressionOptions withCodersMax(int codersMax) {
    return new CompressionOptions(
        codings, minimumBytes, types, gzipLevel, brotliQuality, zstdLevel, codersMax);
  }
}
