package weft.web.modules;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.service.BrotliNativeProvider;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.luben.zstd.Zstd;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;
import weft.http.Handler;
import weft.hub.Hub;
import weft.web.App;

/// br and zstd with and without their jars, on the class path and on the module path: each in a
/// process of its own.
@Timeout(60)
class CodingLibraryPathTest {
  private static final String WEFT =
      path(
          App.class,
          Handler.class,
          Hub.class,
          JsonMapper.class,
          JsonParser.class,
          JsonProperty.class);

  private static String path(Class<?>... types) {
    return String.join(
        File.pathSeparator, Stream.of(types).map(CodingLibraryPathTest::place).toList());
  }

  private static String place(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }

  private static String libraries() throws ClassNotFoundException {
    Class<?> natives = Class.forName("com.aayushatharva.brotli4j.linux.x86_64.NativeLoader");
    return path(Brotli4jLoader.class, BrotliNativeProvider.class, natives, Zstd.class);
  }

  private static String run(String... options) throws Exception {
    return run(ProcessBuilder.Redirect.DISCARD, options);
  }

  private static String run(ProcessBuilder.Redirect errors, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(Arrays.asList(options));
    command.add(CodingProgram.class.getName());
    Process process = new ProcessBuilder(command).redirectError(errors).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.strip();
  }

  @Test
  void withoutJarsThereIsWhatTheJdkHas() throws Exception {
    String program = path(CodingProgram.class);

    assertThat(run("-cp", WEFT + File.pathSeparator + program))
        .isEqualTo("[gzip, deflate] | false");
    assertThat(run("-p", WEFT, "--add-modules", "weft.web", "-cp", program))
        .isEqualTo("[gzip, deflate] | true");
  }

  @Test
  void whatIsThereAndDoesNotLoadIsSaidOnce(@TempDir Path folder) throws Exception {
    Path errors = folder.resolve("errors");
    String path = WEFT + File.pathSeparator + libraries();
    String nowhere = "-Djava.io.tmpdir=" + folder.resolve("nowhere");

    assertThat(
            run(
                ProcessBuilder.Redirect.to(errors.toFile()),
                nowhere,
                "-cp",
                path + File.pathSeparator + path(CodingProgram.class)))
        .isEqualTo("[gzip, deflate] | false");
    assertThat(Files.readString(errors))
        .containsOnlyOnce("no br: its library is there, but the native part does not load")
        .containsOnlyOnce("no zstd: its library is there, but the native part does not load")
        .contains("java.io.tmpdir");
  }

  @Test
  void withTheJarsThereIsAll() throws Exception {
    String program = path(CodingProgram.class);
    String all = WEFT + File.pathSeparator + libraries();

    assertThat(run("-cp", all + File.pathSeparator + program))
        .isEqualTo("[zstd, br, gzip, deflate] | false");
    assertThat(run("-p", all, "--add-modules", "ALL-MODULE-PATH", "-cp", program))
        .isEqualTo("[zstd, br, gzip, deflate] | true");
  }
}
