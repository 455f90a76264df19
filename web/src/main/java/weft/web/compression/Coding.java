package weft.web.compression;

import org.jspecify.annotations.Nullable;

/// A content coding, RFC 9110 §8.4.1.
public enum Coding {
  /// Zstandard, RFC 8878; needs zstd-jni at run time.
  ZSTD("zstd"),

  /// Brotli, RFC 7932; needs brotli4j and its native library at run time.
  BR("br"),

  /// RFC 1952.
  GZIP("gzip"),

  /// The zlib format, RFC 1950.
  DEFLATE("deflate");

  private static final Coding[] ALL = values();

  private final String token;

  Coding(String token) {
    this.token = token;
  }

  /// Its name in header fields.
  public String token() {
    return token;
  }

  /// Whether this process can code it: always for what the JDK has. The first call loads the native
  /// library.
  public boolean isAvailable() {
    return switch (this) {
      case ZSTD -> NativeCodings.hasZstd();
      case BR -> NativeCodings.hasBrotli();
      case GZIP, DEFLATE -> true;
    };
  }

  /// The coding of a token, in any case.
  ///
  /// @return null for one we do not know
  static @Nullable Coding of(String token) {
    for (Coding coding : ALL) {
      if (coding.token.equalsIgnoreCase(token)) {
        return coding;
      }
    }
    // "A recipient SHOULD consider "x-gzip" to be equivalent to "gzip"."
    // https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.3
    return token.equalsIgnoreCase("x-gzip") ? GZIP : null;
  }
}
