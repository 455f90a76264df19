package weft.web.compression;

import static weft.http.OptionBounds.range;

import java.util.List;

/// What compressed request bodies may be. How large they may become is the limit of the body.
///
/// @param codings what is taken; what is not available is left out
/// @param layersMax codings one above another, 1 to 8
/// @param ratioMax decoded bytes for each byte that came, 1 to 100,000, counted from the 65,536th
///   on
/// @param decodersMax bodies being decoded at a time, 1 to 1048576; further ones are answered 503.
///   A decoder has 50 KiB for gzip and deflate, but up to 8 MiB for zstd and 16 MiB for br, if the
///   client uses windows as large
public record DecompressionOptions(
    List<Coding> codings, int layersMax, int ratioMax, int decodersMax) {
  /// The defaults.
  public static final DecompressionOptions DEFAULTS =
      new DecompressionOptions(
          List.of(Coding.ZSTD, Coding.BR, Coding.GZIP, Coding.DEFLATE), 2, 100, 64);

  /// Refuses what makes no sense.
  public DecompressionOptions {
    codings = List.copyOf(codings);
    range("layersMax", layersMax, 1, 8);
    range("ratioMax", ratioMax, 1, 100_000);
    range("decodersMax", decodersMax, 1, 1_048_576);
  }

  /// The same with other codings.
  public DecompressionOptions withCodings(Coding... codings) {
    return new DecompressionOptions(List.of(codings), layersMax, ratioMax, decodersMax);
  }

  /// The same with another `layersMax`.
  public DecompressionOptions withLayersMax(int layersMax) {
    return new DecompressionOptions(codings, layersMax, ratioMax, decodersMax);
  }

  /// The same with another `ratioMax`.
  public DecompressionOptions withRatioMax(int ratioMax) {
    return new DecompressionOptions(codings, layersMax, ratioMax, decodersMax);
  }

  /// The same with another `decodersMax`.
  public DecompressionOptions withDecodersMax(int decodersMax) {
    return new DecompressionOptions(codings, layersMax, ratioMax, decodersMax);
  }
}
