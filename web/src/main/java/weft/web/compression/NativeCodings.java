package weft.web.compression;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;

/// Whether the optional libraries are there and load.
final class NativeCodings {
  private NativeCodings() {}

  static boolean hasBrotli() {
    try {
      return Brotli4jLoader.isAvailable();
    } catch (LinkageError _) {
      // Not on the path; then there is no br, which is not a fault.
      return false;
    }
  }

  static boolean hasZstd() {
    try {
      Native.load();
      return Native.isLoaded();
    } catch (LinkageError _) {
      // Not on the path, or no library for this system.
      return false;
    }
  }
}
