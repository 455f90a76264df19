package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.web.App;
import weft.web.options.ServerOptions;

/// Static files as curl sees them: ranges, conditions, resumed downloads, encoded forms; over
/// HTTP/1.1 and HTTP/2.
@Tag("interop")
@Timeout(60)
@ParameterizedClass
@MethodSource("modes")
final class FilesInteropTest {
  private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");
  private static final int BYTES = 20_000_003;

  @TempDir static Path folder = Path.of("");
  private static byte[] content = {};

  @Parameter Mode mode = new Mode(BackendChoice.NIO, "--http1.1");
  private App app = App.create();

  /// By which back-end, and curl's flag for the version.
  record Mode(BackendChoice backend, String version) {}

  static List<Mode> modes() {
    List<Mode> modes = new ArrayList<>();
    for (BackendChoice backend :
        List.of(BackendChoice.URING, BackendChoice.EPOLL, BackendChoice.NIO)) {
      modes.add(new Mode(backend, "--http1.1"));
      modes.add(new Mode(backend, "--http2-prior-knowledge"));
    }
    return modes;
  }

  @BeforeAll
  static void write() throws IOException {
    Path served = Files.createDirectories(folder.resolve("public"));
    content = new byte[BYTES];
    new Random(BYTES).nextBytes(content);
    Files.write(served.resolve("large.bin"), content);
    Files.writeString(served.resolve("small.txt"), "0123456789");
    Files.writeString(served.resolve("small.txt.gz"), "not really gzip");
    try (var files = Files.list(served)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(OLD));
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    app = App.create();
    app.files("/files", folder.resolve("public"));
    app.start(
        ServerOptions.DEFAULTS
            .withHost("127.0.0.1")
            .withPort(0)
            .withHubs(HubOptions.DEFAULTS.withHubs(1).withBackend(mode.backend())));
  }

  @AfterEach
  void stop() {
    app.close();
  }

  /// Asks curl, which adds the status at the end.
  private String curl(String path, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-sS", mode.version(), "-w", "|%{http_code}"));
    all.addAll(List.of(arguments));
    int port = ((InetSocketAddress) app.address()).getPort();
    all.add("http://127.0.0.1:" + port + path);
    return Tool.run("curl", all).output();
  }

  @Test
  void rangesAndConditions() throws Exception {
    String small = "/files/small.txt";
    assertThat(curl(small)).isEqualTo("0123456789|200");
    assertThat(curl(small, "-r", "2-4")).isEqualTo("234|206");
    assertThat(curl(small, "-r", "-3")).isEqualTo("789|206");
    assertThat(curl(small, "-r", "7-")).isEqualTo("789|206");
    assertThat(curl(small, "-r", "10-", "-o", "/dev/null")).isEqualTo("|416");
    assertThat(curl(small, "-r", "0-0,9-9"))
        .contains("Content-Range: bytes 0-0/10\r\n\r\n0\r\n")
        .contains("Content-Range: bytes 9-9/10\r\n\r\n9\r\n")
        .endsWith("--\r\n|206");
    assertThat(curl(small, "-z", "Wed, 01 Jan 2020 00:00:00 GMT")).isEqualTo("|304");
    assertThat(curl(small, "-z", "Tue, 31 Dec 2019 00:00:00 GMT")).isEqualTo("0123456789|200");
    assertThat(curl(small, "-z", "-Tue, 31 Dec 2019 00:00:00 GMT", "-o", "/dev/null"))
        .isEqualTo("|412");
    assertThat(curl(small, "-H", "Accept-Encoding: gzip")).isEqualTo("not really gzip|200");
    assertThat(curl(small, "-H", "Accept-Encoding: gzip;q=0")).isEqualTo("0123456789|200");
    assertThat(curl(small, "-I")).containsIgnoringCase("content-length: 10").endsWith("|200");
    assertThat(curl("/files/../large.bin", "--path-as-is", "-o", "/dev/null")).isEqualTo("|400");
  }

  @Test
  void tagsAreKeptAndCompared() throws Exception {
    String tag = folder.resolve("tag-" + mode.backend() + mode.version().length()).toString();
    assertThat(curl("/files/small.txt", "--etag-save", tag)).isEqualTo("0123456789|200");
    assertThat(curl("/files/small.txt", "--etag-compare", tag)).isEqualTo("|304");
    Files.writeString(Path.of(tag), "\"another\"");
    assertThat(curl("/files/small.txt", "--etag-compare", tag)).isEqualTo("0123456789|200");
  }

  @Test
  void aDownloadIsResumed() throws Exception {
    Path part = folder.resolve("part-" + mode.backend() + mode.version().length());
    Files.write(part, Arrays.copyOf(content, 7_654_321));

    assertThat(curl("/files/large.bin", "-C", "-", "-o", part.toString())).isEqualTo("|206");
    assertThat(Arrays.equals(Files.readAllBytes(part), content)).isTrue();
    assertThat(curl("/files/large.bin", "-o", part.toString())).isEqualTo("|200");
    assertThat(Arrays.equals(Files.readAllBytes(part), content)).isTrue();
  }

  /// A client that takes little at a time gets the same.
  @Test
  void aSlowDownloadComesWhole() throws Exception {
    Path part = folder.resolve("slow-" + mode.backend() + mode.version().length());
    String from = "12000000-16999999";

    assertThat(curl("/files/large.bin", "-r", from, "--limit-rate", "4M", "-o", part.toString()))
        .isEqualTo("|206");
    assertThat(
            Arrays.equals(
                Files.readAllBytes(part), Arrays.copyOfRange(content, 12_000_000, 17_000_000)))
        .isTrue();
  }
}
