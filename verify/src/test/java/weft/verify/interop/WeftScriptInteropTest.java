package weft.verify.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./weft` in a checkout whose path has a blank, with a JDK that says how it was called, and
/// nothing else: no Maven, no HOME.
class WeftScriptInteropTest {
  private static final List<String> TOOLS =
      List.of("bash", "cat", "dirname", "find", "grep", "mktemp", "readlink", "rm");

  private static final String JAVA =
      """
      #!/usr/bin/env bash
      pwd
      printf '%s\\n' "$@"
      """;

  @TempDir private Path folder;
  private Path checkout;
  private Path tools;
  private Path jdk;
  private Path caller;

  @BeforeEach
  void makeFolders() throws IOException {
    folder = folder.toRealPath();
    checkout = Files.createDirectories(folder.resolve("the checkout"));
    Files.copy(Path.of("..", "weft"), checkout.resolve("weft"));
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of(Tool.path(tool)));
    }
    jdk = folder.resolve("jdk");
    write(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    executable(jdk.resolve("bin/javac"), "");
    executable(jdk.resolve("bin/java"), JAVA);
    caller = Files.createDirectories(folder.resolve("caller"));
  }

  /// A demo that is built.
  private Path jar() throws IOException {
    write(checkout.resolve("pom.xml"), "");
    for (String module : List.of("hub", "http", "web", "examples")) {
      write(checkout.resolve(module).resolve("pom.xml"), "");
      write(checkout.resolve(module).resolve("src/main/A.java"), "");
    }
    Path jar = checkout.resolve("examples/target/weft-demo.jar");
    write(jar, "");
    return jar;
  }

  @Test
  void theDemoTakesPathsAsItsCallerMeansThem() throws Exception {
    Path jar = jar();
    Path link = Files.createSymbolicLink(folder.resolve("link"), checkout.resolve("weft"));

    Tool.Run run = run(link, "demo", "--files", "my files");

    assertThat(run.output().lines())
        .startsWith(caller.toString())
        .endsWith("-jar", jar.toString(), "--files", "my files");
    assertThat(run.exitCode()).isZero();
  }

  /// The JVM writes the first bytes last, and neither uses nor replaces what lacks them.
  @Test
  void anArchiveThatWasNotFinishedIsMadeAnew() throws Exception {
    Path archive = jar().resolveSibling("weft-demo.jsa");
    for (byte[] broken : List.of(new byte[0], new byte[4096], "not an archive".getBytes(UTF_8))) {
      Files.write(archive, broken);

      assertThat(run(checkout.resolve("weft"), "demo").exitCode()).isZero();

      assertThat(archive).doesNotExist();
    }
    byte[] whole = {(byte) 0xa8, (byte) 0xab, 0x0b, (byte) 0xf0, 0, 1};
    Files.write(archive, whole);
    assertThat(run(checkout.resolve("weft"), "demo").exitCode()).isZero();
    assertThat(archive).hasBinaryContent(whole);
  }

  @Test
  void thatMavenIsMissingIsSaid() throws Exception {
    for (String command : List.of("demo", "test", "build")) {
      Tool.Run run = run(checkout.resolve("weft"), command);

      assertThat(run.output())
          .as(command)
          .isEqualTo("weft: Maven (mvn) is not on the PATH; version 3.8.7 or newer is needed\n");
      assertThat(run.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void anUnknownCommandIsNamedBehindTheUsage() throws Exception {
    Tool.Run run = run(checkout.resolve("weft"), "dmeo");

    assertThat(run.output()).startsWith("Weft: ").endsWith("weft: unknown command: dmeo\n");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  private Tool.Run run(Path script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("-c", "cd \"$0\" && exec env -i \"$@\"", caller.toString()));
    command.addAll(List.of("PATH=" + tools, "JAVA_HOME=" + jdk, "bash", script.toString()));
    command.addAll(List.of(arguments));
    return Tool.run("bash", command);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void executable(Path file, String text) throws IOException {
    write(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
