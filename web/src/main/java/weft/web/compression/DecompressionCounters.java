package weft.web.compression;

/// What a [Decompression] has counted.
///
/// @param decoded requests with bodies to decode
/// @param unsupported refused with 415
/// @param malformed refused with 400
/// @param bombs refused with 413, since they became too many times as large
/// @param busy refused with 503
/// @param decoders bodies being decoded at the moment
public record DecompressionCounters(
    long decoded, long unsupported, long malformed, long bombs, long busy, int decoders) {}
