package weft.web.files;

/// A satisfiable range of a representation.
///
/// @param first position of its first byte
/// @param length bytes, at least 1
record ByteRange(long first, long length) {
  /// As `Content-Range` tells it, RFC 9110 §14.4.
  String contentRange(long size) {
    return "bytes " + first + "-" + (first + length - 1) + "/" + size;
  }
}
