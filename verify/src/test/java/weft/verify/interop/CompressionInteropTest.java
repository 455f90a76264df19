package weft.verify.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.web.App;
import weft.web.compression.Compression;
import weft.web.compression.Decompression;

/// Compression with curl, gzip and zstd.
@Tag("interop")
@Timeout(60)
final class CompressionInteropTest {
  private static final String TEXT =
      IntStream.range(0, 5000)
          .mapToObj(line -> line * 7919 % 5000 + " is a number\n")
          .collect(Collectors.joining());

  private final App app = App.create();

  // Started before each test.
  @SuppressWarnings("NullAway")
  private AppProbe probe;

  @TempDir Path folder;

  @BeforeEach
  void start() throws Exception {
    app.filter(Compression.create());
    app.filter(Decompression.create());
    app.get("/text", (req, res) -> res.text(TEXT));
    app.get(
        "/stream",
        (req, res) -> {
          OutputStream out = res.stream("text/plain");
          for (String line : TEXT.split("(?<=\n)")) {
            out.write(line.getBytes(UTF_8));
            if (line.startsWith("7 ")) {
              out.flush();
            }
          }
        });
    app.sse(
        "/events",
        events -> {
          for (int count = 0; count < 20; count++) {
            events.send("count", count);
          }
        });
    app.post("/echo", (req, res) -> res.bytes(req.body().bytes(), "text/plain"));
    probe = new AppProbe(app, folder);
  }

  @AfterEach
  void stop() {
    probe.close();
  }

  private Tool.Run curl(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("-sS", "-k", "-m", "20", "--compressed"));
    all.addAll(List.of(arguments));
    return Tool.run("curl", all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void curlDecodesEachCoding(String coding) throws Exception {
    Path head = folder.resolve("head");
    for (String version : new String[] {"--http1.1", "--http2"}) {
      for (String path : new String[] {"/text", "/stream"}) {
        Tool.Run run =
            curl(
                version,
                "-D",
                head.toString(),
                "-H",
                "Accept-Encoding: " + coding,
                probe.secureUrl(path));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).isEqualTo(TEXT);
        assertThat(Files.readString(head)).containsIgnoringCase("content-encoding: " + coding);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "identity"})
  void curlReadsEvents(String coding) throws Exception {
    Tool.Run run = curl("-N", "-H", "Accept-Encoding: " + coding, probe.url("/events"));

    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).startsWith("event: count\ndata: 0\n\n").endsWith("data: 19\n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void whatToolsCompressIsRead(String coding) throws Exception {
    Path plain = Files.writeString(folder.resolve("text"), TEXT);
    Path encoded = folder.resolve("text." + (coding.equals("gzip") ? "gz" : "zst"));
    assertThat(Tool.run(coding, List.of("-k", "-q", plain.toString())).exitCode()).isZero();

    Tool.Run run =
        curl(
            "--data-binary",
            "@" + encoded,
            "-H",
            "Content-Encoding: " + coding,
            probe.url("/echo"));

    assertThat(run.output()).isEqualTo(TEXT);
  }

  @Test
  void curlIsToldWhatItMaySend() throws Exception {
    Tool.Run run = curl("-i", "--data", "x", "-H", "Content-Encoding: lzma", probe.url("/echo"));

    assertThat(run.output())
        .startsWith("HTTP/1.1 415")
        .containsIgnoringCase("accept-encoding: zstd, br, gzip, deflate");
  }
}
