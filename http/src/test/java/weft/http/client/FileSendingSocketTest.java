package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.FileRegion;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;
import weft.http.Request;
import weft.http.Response;
import weft.http.server.HttpServer;
import weft.hub.Hub;
import weft.hub.file.OpenFile;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsClientOptions;
import weft.hub.tls.TlsOptions;

/// Files as bodies: by every back-end, version and TLS library.
@ParameterizedClass
@EnumSource(CallMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileSendingSocketTest {
  private static final int BYTES = 5_000_001;
  private static final long SPARSE_BYTES = 1L << 30;

  @TempDir static Path folder = Path.of("");
  private static byte[] content = {};
  private static OpenFile file;
  private static OpenFile sparse;

  @Parameter CallMode mode = CallMode.NIO_HTTP1;
  private HttpServer server;
  private HttpClient client;

  @BeforeAll
  static void make() throws IOException {
    content = new byte[BYTES];
    new Random(BYTES).nextBytes(content);
    Path path = folder.resolve("file.bin");
    Files.write(path, content);
    file = OpenFile.open(path);
    Path large = folder.resolve("sparse.bin");
    try (RandomAccessFile made = new RandomAccessFile(large.toFile(), "rw")) {
      made.setLength(SPARSE_BYTES);
    }
    sparse = OpenFile.open(large);
  }

  @AfterAll
  static void close() {
    file.close();
    sparse.close();
    assertThat(file.retain()).as("every use was given back").isFalse();
    assertThat(sparse.retain()).as("every use was given back").isFalse();
  }

  @BeforeEach
  void start() throws IOException {
    HttpOptions options = HttpOptions.DEFAULTS.withAddress(loopback());
    ClientOptions calls =
        ClientOptions.DEFAULTS.withProtocol(mode.protocol).withProxies(Proxies.NONE);
    if (mode.isSecure()) {
      DevelopmentCertificate certificate =
          DevelopmentCertificate.obtain(folder, List.of("127.0.0.1"), Instant.now());
      options =
          options.withHttps(
              new HttpsOptions(
                  loopback(),
                  TlsOptions.DEFAULTS
                      .withIdentity(certificate.identity())
                      .withProvider(mode.tls())));
      calls =
          calls.withTls(
              TlsClientOptions.DEFAULTS
                  .withTrustAnchors(List.of(certificate.certificateFile()))
                  .withProvider(mode.tls()));
    }
    server = HttpServer.start(mode.hubs.hubs(), options, this::handle);
    client = HttpClient.on(mode.hubs.hubs(), calls);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    await(() -> mode.hubs.buffersInUse() == 0);
    assertThat(mode.hubs.buffersInUse()).as("every buffer is returned").isZero();
  }

  private interface Condition {
    boolean holds();
  }

  private boolean await(Condition condition) {
    Hub clock = mode.hubs.hubs().hub(0);
    long deadline = clock.clockNanos() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.holds()) {
      if (clock.clockNanos() > deadline) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private void handle(Request request, Response response) throws Exception {
    switch (request.path()) {
      case "/whole" -> response.send(FileRegion.of(file));
      case "/part" -> response.send(new FileRegion(file, 1_000_003, 2_000_005));
      case "/nothing" -> response.send(new FileRegion(file, 77, 0));
      case "/mixed" -> {
        response.stream().write("before".getBytes(ISO_8859_1));
        response.write(new FileRegion(file, 5, 300_000));
        response.stream().write("between".getBytes(ISO_8859_1));
        response.write(new FileRegion(file, 0, 1));
        response.trailer("X-After", "1");
      }
      case "/shrunk" -> response.send(new FileRegion(file, BYTES - 700_000, 700_001));
      case "/sparse" -> response.send(FileRegion.of(sparse));
      default -> response.status(404).send();
    }
  }

  private String uri(String path) {
    InetSocketAddress address =
        (InetSocketAddress) (mode.isSecure() ? server.tlsAddress() : server.address());
    return (mode.isSecure() ? "https" : "http") + "://127.0.0.1:" + address.getPort() + path;
  }

  private byte[] get(String path) throws IOException {
    try (ClientResponse response = client.get(uri(path)).send()) {
      return response.bytes();
    }
  }

  @Test
  void filesComeWholeAndInParts() throws IOException {
    assertThat(Arrays.equals(get("/whole"), content)).isTrue();
    assertThat(Arrays.equals(get("/part"), Arrays.copyOfRange(content, 1_000_003, 3_000_008)))
        .isTrue();
    assertThat(get("/nothing")).isEmpty();
    try (ClientResponse response = client.head(uri("/whole")).send()) {
      assertThat(response.header("content-length")).isEqualTo("" + BYTES);
      assertThat(response.bytes()).isEmpty();
    }
    assertThat(server.counters().bytesSent()).isGreaterThan(BYTES + 2_000_005);
  }

  @Test
  void piecesOfFilesStandBetweenOthers() throws IOException {
    byte[] expected = new byte[6 + 300_000 + 7 + 1];
    System.arraycopy("before".getBytes(ISO_8859_1), 0, expected, 0, 6);
    System.arraycopy(content, 5, expected, 6, 300_000);
    System.arraycopy("between".getBytes(ISO_8859_1), 0, expected, 300_006, 7);
    expected[300_013] = content[0];

    try (ClientResponse response = client.get(uri("/mixed")).send()) {
      assertThat(Arrays.equals(response.bytes(), expected)).isTrue();
      assertThat(response.trailers().first("x-after")).isEqualTo("1");
    }
  }

  @Test
  void whatIsNotWholeIsSeenToBe() throws IOException {
    try (ClientResponse response = client.get(uri("/shrunk")).send()) {
      assertThat(response.status()).isEqualTo(200);
      assertThatIOException().isThrownBy(response::bytes);
    }
    assertThat(await(() -> server.counters().responsesAborted() == 1)).isTrue();
    assertThat(Arrays.equals(get("/whole"), content)).isTrue();
  }

  @Test
  void aClientMayLeaveInTheMiddle() throws IOException {
    try (ClientResponse response = client.get(uri("/sparse")).send()) {
      assertThat(response.read(new byte[1000], 0, 1000)).isPositive();
    }
    assertThat(await(() -> server.counters().requestsOpen() == 0)).isTrue();
  }
}
