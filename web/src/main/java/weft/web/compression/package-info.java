/// Compression of responses and decompression of requests, as filters: gzip and deflate by the JDK,
/// br and zstd where brotli4j and zstd-jni are there at run time.
///
/// RFC 9110 §8.4 (content codings), §12.5.3 (Accept-Encoding), §15.5.16 (415); RFC 1950, 1952,
/// 7932, 8878.
///
/// Threads: filters and counters are shared; what codes one body belongs to its request's thread.
/// Long bodies are coded in pieces with a yield between, so that they do not hold up a hub.
///
/// Limits: bodies being coded at a time ([weft.web.compression.CompressionOptions]); size, ratio
/// and layers of what is decoded ([weft.web.compression.DecompressionOptions]).
///
/// Non-goals: dictionaries, compression of ranges.
@NullMarked
package weft.web.compression;

import org.jspecify.annotations.NullMarked;
