package weft.web.compression;

/// What a [Compression] has counted.
///
/// @param compressed bodies sent compressed
/// @param left bodies sent as they are that the client would have taken compressed, since they
///   would not have become smaller
/// @param busy bodies sent as they are for want of a coder
/// @param bytesIn bytes of compressed bodies before
/// @param bytesOut and after
/// @param coders bodies being compressed at the moment
public record CompressionCounters(
    long compressed, long left, long busy, long bytesIn, long bytesOut, int coders) {}
