package weft.web.files;

import java.util.List;

/// Encoded forms that may lie beside a file, smallest first.
///
/// @param coding as `Content-Encoding` calls it
/// @param extension what the name of such a file has behind the plain one's
record Precompressed(String coding, String extension) {
  static final List<Precompressed> ALL =
      List.of(
          new Precompressed("br", ".br"),
          new Precompressed("zstd", ".zst"),
          new Precompressed("gzip", ".gz"));
}
