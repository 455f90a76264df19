package weft.hub.tls.boringssl;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The file of BoringSSL's native library, as netty-tcnative's artifacts name it for each system.
final class NativeLibraryFile {
  private NativeLibraryFile() {}

  /// Its name, `null` for a system that has none.
  ///
  /// @param system the property `os.name`
  /// @param architecture the property `os.arch`
  static @Nullable String name(String system, String architecture) {
    String processor =
        switch (architecture.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch_64";
          default -> null;
        };
    if (processor == null) {
      return null;
    }
    if (system.equals("Linux")) {
      return "libnetty_tcnative_linux_" + processor + ".so";
    }
    if (system.startsWith("Mac")) {
      return "libnetty_tcnative_osx_" + processor + ".jnilib";
    }
    return system.startsWith("Windows") ? "netty_tcnative_windows_" + processor + ".dll" : null;
  }
}
