package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.FileRegion;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;
import weft.http.Request;
import weft.http.Response;
import weft.http.server.HttpServer;
import weft.hub.Hub;
import weft.hub.file.OpenFile;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsOptions;

/// Large responses to clients that hardly read, or read on after a while: by every back-end,
/// version and TLS library.
@ParameterizedClass
@EnumSource(CallMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReaderSocketTest {
  private static final long BYTES = 1L << 30;

  /// Several times what the system holds for a connection.
  private static final int WHOLE_BYTES = (12 << 20) + 1;

  private static final int READERS = 3;
  private static byte[] content = {};

  @TempDir static Path folder = Path.of("");

  @Parameter CallMode mode = CallMode.NIO_HTTP1;
  private HttpServer server;
  private OpenFile file;
  private OpenFile whole;
  private DevelopmentCertificate certificate;

  @BeforeAll
  static void make() throws IOException {
    content = new byte[WHOLE_BYTES];
    new Random(WHOLE_BYTES).nextBytes(content);
    Files.write(folder.resolve("whole.bin"), content);
  }

  @BeforeEach
  void start() throws IOException {
    Path large = folder.resolve("sparse.bin");
    try (RandomAccessFile made = new RandomAccessFile(large.toFile(), "rw")) {
      made.setLength(BYTES);
    }
    file = OpenFile.open(large);
    whole = OpenFile.open(folder.resolve("whole.bin"));
    HttpOptions options = HttpOptions.DEFAULTS.withAddress(loopback());
    certificate = DevelopmentCertificate.obtain(folder, List.of("127.0.0.1"), Instant.now());
    if (mode.isSecure()) {
      TlsOptions tls =
          TlsOptions.DEFAULTS.withIdentity(certificate.identity()).withProvider(mode.tls());
      options = options.withHttps(new HttpsOptions(loopback(), tls));
    }
    server = HttpServer.start(mode.hubs.hubs(), options, this::handle);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void stop() {
    server.close();
    file.close();
    whole.close();
    await(() -> mode.hubs.buffersInUse() == 0);
    assertThat(mode.hubs.buffersInUse()).as("every buffer is returned").isZero();
  }

  private boolean await(BooleanSupplier condition) {
    Hub clock = mode.hubs.hubs().hub(0);
    long deadline = clock.clockNanos() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (clock.clockNanos() > deadline) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private void handle(Request request, Response response) throws IOException {
    switch (request.path()) {
      case "/file" -> response.send(FileRegion.of(file));
      case "/stream" -> {
        byte[] piece = new byte[10_000];
        for (long done = 0; done < BYTES; done += piece.length) {
          response.stream().write(piece);
        }
      }
      case "/whole-file" -> response.send(FileRegion.of(whole));
      default -> {
        for (int done = 0; done < WHOLE_BYTES; done += 10_000) {
          response.stream().write(content, done, Math.min(10_000, WHOLE_BYTES - done));
        }
      }
    }
  }

  private SlowReader ask(String path) throws IOException {
    return new SlowReader(
        (InetSocketAddress) (mode.isSecure() ? server.tlsAddress() : server.address()),
        mode.isHttp2(),
        mode.isSecure() ? certificate.certificateFile() : null,
        path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/file", "/stream"})
  void aSlowReaderOfALargeResponseCostsLittle(String path) throws IOException {
    try (SlowReader reader = ask(path)) {
      for (int second = 0; second < 20; second++) {
        assertThat(reader.read(1024)).isEqualTo(1024);
        assertThat(bytesInUse()).isLessThan(256 * 1024);
      }
      assertThat(server.counters().requestsOpen()).isEqualTo(1);
    }
    assertThat(await(() -> server.counters().requestsOpen() == 0)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/whole-file", "/whole-stream"})
  void whoReadsOnGetsTheWholeBody(String path) throws IOException {
    List<SlowReader> readers = new ArrayList<>();
    try {
      List<InputStream> bodies = new ArrayList<>();
      for (int index = 0; index < READERS; index++) {
        SlowReader reader = ask(path);
        readers.add(reader);
        bodies.add(reader.body());
      }
      int[] done = new int[READERS];
      for (int pause = 1; pause <= 2; pause++) {
        for (int index = 0; index < READERS; index++) {
          int until = pause * (700_000 + index * 123_457);
          done[index] = compare(bodies.get(index), done[index], until);
        }
        awaitStandstill();
        assertThat(server.counters().requestsOpen()).isEqualTo(READERS);
        assertThat(bytesInUse()).isLessThan(READERS * 256 * 1024);
      }
      // A little of each in turn, to their ends.
      while (done[0] < WHOLE_BYTES || done[1] < WHOLE_BYTES || done[2] < WHOLE_BYTES) {
        for (int index = 0; index < READERS; index++) {
          int until = Math.min(WHOLE_BYTES, done[index] + 100_000 + index * 77_777);
          done[index] = compare(bodies.get(index), done[index], until);
        }
      }
      for (InputStream body : bodies) {
        assertThat(body.read()).as("nothing follows").isEqualTo(-1);
      }
      assertThat(await(() -> server.counters().requestsOpen() == 0)).isTrue();
      assertThat(server.counters().responses2xx()).isEqualTo(READERS);
      assertThat(server.counters().responsesAborted()).isZero();
    } finally {
      for (SlowReader reader : readers) {
        reader.close();
      }
    }
  }

  /// Reads up to a place.
  ///
  /// @return the place
  private static int compare(InputStream body, int from, int until) throws IOException {
    byte[] piece = body.readNBytes(until - from);
    int wrong = Arrays.mismatch(piece, 0, piece.length, content, from, until);
    assertThat(wrong).as("first wrong byte behind " + from).isEqualTo(-1);
    return until;
  }

  /// Until the hubs have had many turns in which nothing could be sent any more.
  private void awaitStandstill() {
    long sent = -1;
    while (server.counters().bytesSent() != sent) {
      sent = server.counters().bytesSent();
      for (int turn = 0; turn < 200; turn++) {
        for (int index = 0; index < mode.hubs.hubs().count(); index++) {
          mode.hubs.hubs().hub(index).invoke(() -> {});
        }
      }
    }
    assertThat(sent).isLessThan((long) READERS * WHOLE_BYTES);
  }

  private long bytesInUse() {
    AtomicLong bytes = new AtomicLong();
    for (int index = 0; index < mode.hubs.hubs().count(); index++) {
      Hub hub = mode.hubs.hubs().hub(index);
      hub.invoke(() -> bytes.addAndGet(hub.buffers().bytesInUse()));
    }
    return bytes.get();
  }
}
