package weft.web.compression;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;
import org.jspecify.annotations.Nullable;

/// Whether the optional libraries are there and load. That one is there and does not load is said
/// once, for whoever put it there wants it.
final class NativeCodings {
  private static final System.Logger LOG = System.getLogger("weft.web");

  private NativeCodings() {}

  static boolean hasBrotli() {
    return BrotliLibrary.LOADS;
  }

  static boolean hasZstd() {
    return ZstdLibrary.LOADS;
  }

  private static final class BrotliLibrary {
    static final boolean LOADS = loads();

    private static boolean loads() {
      try {
        return loaded(Coding.BR, Brotli4jLoader.getUnavailabilityCause());
      } catch (NoClassDefFoundError notOnThePath) {
        return false;
      } catch (LinkageError broken) {
        return loaded(Coding.BR, broken);
      }
    }
  }

  private static final class ZstdLibrary {
    static final boolean LOADS = loads();

    private static boolean loads() {
      try {
        Native.load();
        return loaded(Coding.ZSTD, null);
      } catch (NoClassDefFoundError notOnThePath) {
        return false;
      } catch (LinkageError broken) {
        return loaded(Coding.ZSTD, broken);
      }
    }
  }

  private static boolean loaded(Coding coding, @Nullable Throwable broken) {
    if (broken != null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "no "
              + coding.token()
              + ": its library is there, but the native part does not load ("
              + broken.getMessage()
              + "); add that of this system, and have java.io.tmpdir name a folder that can be"
              + " written and whose files may be executed");
    }
    return broken == null;
  }
}
