package weft.hub.tls.boringssl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which file of netty-tcnative's artifacts is loaded.
final class NativeLibraryFileTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, libnetty_tcnative_linux_x86_64.so",
    "Linux, aarch64, libnetty_tcnative_linux_aarch_64.so",
    "Mac OS X, x86_64, libnetty_tcnative_osx_x86_64.jnilib",
    "Mac OS X, aarch64, libnetty_tcnative_osx_aarch_64.jnilib",
    "Windows Server 2022, amd64, netty_tcnative_windows_x86_64.dll",
  })
  void eachSystemHasItsOwn(String system, String architecture, String name) {
    assertThat(NativeLibraryFile.name(system, architecture)).isEqualTo(name);
  }

  @Test
  void othersHaveNone() {
    assertThat(NativeLibraryFile.name("Linux", "riscv64")).isNull();
    assertThat(NativeLibraryFile.name("AIX", "ppc64")).isNull();
  }
}
