package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
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

/// Large responses to a client that hardly reads: by every back-end, version and TLS library.
@ParameterizedClass
@EnumSource(CallMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReaderSocketTest {
  private static final long BYTES = 1L << 30;

  @TempDir static Path folder = Path.of("");

  @Parameter CallMode mode = CallMode.NIO_HTTP1;
  private HttpServer server;
  private OpenFile file;
  private DevelopmentCertificate certificate;

  @BeforeEach
  void start() throws IOException {
    Path large = folder.resolve("sparse.bin");
    try (RandomAccessFile made = new RandomAccessFile(large.toFile(), "rw")) {
      made.setLength(BYTES);
    }
    file = OpenFile.open(large);
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
    if (request.path().equals("/file")) {
      response.send(FileRegion.of(file));
      return;
    }
    OutputStream out = response.stream();
    byte[] piece = new byte[10_000];
    for (long done = 0; done < BYTES; done += piece.length) {
      out.write(piece);
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

  private long bytesInUse() {
    AtomicLong bytes = new AtomicLong();
    for (int index = 0; index < mode.hubs.hubs().count(); index++) {
      Hub hub = mode.hubs.hubs().hub(index);
      hub.invoke(() -> bytes.addAndGet(hub.buffers().bytesInUse()));
    }
    return bytes.get();
  }
}
