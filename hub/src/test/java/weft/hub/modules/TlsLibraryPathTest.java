package weft.hub.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.internal.tcnative.Library;
import java.io.File;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import weft.hub.tls.TlsServer;

/// TLS with and without BoringSSL's jars, on the class path and on the module path: each in a
/// process of its own.
@Timeout(60)
class TlsLibraryPathTest {
  @TempDir Path folder;

  private static String hub() throws Exception {
    return place(TlsServer.class);
  }

  private static String program() throws Exception {
    return place(TlsProgram.class);
  }

  private static String classes() throws Exception {
    return place(Library.class);
  }

  private static String place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /// The jar with the native library, or `null` when this system's is not among the tests'.
  private static String natives() {
    String name = System.mapLibraryName("netty_tcnative_linux_x86_64");
    URL library = Library.class.getClassLoader().getResource("META-INF/native/" + name);
    if (library == null) {
      return null;
    }
    String jar = library.getPath();
    return Path.of(jar.substring("file:".length(), jar.indexOf('!'))).toString();
  }

  private String run(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(Arrays.asList(options));
    command.add(TlsProgram.class.getName());
    command.add(folder.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.strip();
  }

  private static String path(String... parts) {
    return String.join(File.pathSeparator, parts);
  }

  private static final String ABSENT =
      "JDK \\| BoringSSL's native library \\S+ is not there; add netty-tcnative-classes and .* \\| ";

  @Test
  void withoutJarsTheJdkDoesIt() throws Exception {
    assertThat(run("-cp", path(hub(), program()))).matches(ABSENT + "false");
    assertThat(run("-p", hub(), "--add-modules", "weft.hub", "-cp", program()))
        .matches(ABSENT + "true");
  }

  @Test
  void withoutTheNativeJarTheJdkDoesIt() throws Exception {
    assertThat(run("-cp", path(hub(), program(), classes()))).matches(ABSENT + "false");
  }

  @Test
  void whereTheNativeLibraryCannotBePutIsNamed() throws Exception {
    String natives = natives();
    assumeTrue(natives != null, "the tests have the native library of this system");
    Path nowhere = folder.resolve("nowhere");
    assertThat(
            run("-Djava.io.tmpdir=" + nowhere, "-cp", path(hub(), program(), classes(), natives)))
        .startsWith(
            "JDK | BoringSSL's native library does not load: NoSuchFileException: " + nowhere)
        .endsWith(
            "; have java.io.tmpdir name a folder that can be written and whose files may be"
                + " executed | false");
  }

  @Test
  void withTheJarsBoringSslDoesIt() throws Exception {
    String natives = natives();
    assumeTrue(natives != null, "the tests have the native library of this system");
    assertThat(run("-cp", path(hub(), program(), classes(), natives)))
        .isEqualTo("BoringSSL | it loads on this system | false");
    assertThat(
            run(
                "-p",
                path(hub(), classes()),
                "--add-modules",
                "weft.hub,io.netty.tcnative.classes.openssl",
                "-cp",
                path(program(), natives)))
        .isEqualTo("BoringSSL | it loads on this system | true");
    assertThat(
            run(
                "-p",
                path(hub(), classes(), natives),
                "--add-modules",
                "ALL-MODULE-PATH",
                "-cp",
                program()))
        .isEqualTo("BoringSSL | it loads on this system | true");
  }
}
