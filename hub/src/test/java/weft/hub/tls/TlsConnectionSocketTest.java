package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Timer;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;

/// TLS over real sockets, with every library, on every back-end with either scheduler.
@Timeout(60)
class TlsConnectionSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final TestAuthority.Issued EC = AUTHORITY.server("localhost", "127.0.0.1");

  private static TlsOptions options(TlsProviderChoice provider) {
    return TlsOptions.DEFAULTS.withProvider(provider).withIdentity(EC.identity());
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#allVersions")
  void bytesComeBack(HubOptions kind, TlsProviderChoice provider, String version) throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      try (SSLSocket socket = client.connect(version, "localhost", "h2", "http/1.1")) {
        socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));

        assertThat(socket.getInputStream().readNBytes(5))
            .isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        TlsConnection connection = echo.connections.getFirst();
        assertThat(connection.protocol()).isEqualTo(version);
        assertThat(connection.applicationProtocol()).isEqualTo("h2");
        assertThat(connection.serverName()).isEqualTo("localhost");
        assertThat(connection.cipher()).isNotEmpty();
      }
      echo.awaitNoBuffers();
      TlsEcho.await("the end", () -> echo.events.contains("closed"));
      assertThat(echo.events).containsExactly("ended", "closed");
      assertThat(echo.tls.counters().fullHandshakes()).isEqualTo(1);
      assertThat(echo.tls.counters().failedHandshakes()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#allVersions")
  void megabytesGoBothWaysWholeAndInOrder(
      HubOptions kind, TlsProviderChoice provider, String version) throws Exception {
    byte[] sent = new byte[20_000_000];
    new Random(7).nextBytes(sent);
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      try (SSLSocket socket = client.connect(version, "localhost")) {
        socket.startHandshake();
        OutputStream out = socket.getOutputStream();
        CompletableFuture<Void> writing =
            CompletableFuture.runAsync(() -> {
              try {
                out.write(sent);
              } catch (IOException broken) {
                throw new UncheckedIOException(broken);
              }
            });
        byte[] back = socket.getInputStream().readNBytes(sent.length);
        writing.get();
        assertThat(back.length).isEqualTo(sent.length);
        assertThat(Arrays.equals(back, sent)).isTrue();
      }
      echo.awaitNoBuffers();
    }
  }

  /// The end waits for memory as plain bytes do: a reset would take back what the client has not
  /// read.
  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void anEndWithoutMemoryWaitsForIt(HubOptions kind, TlsProviderChoice provider) throws Exception {
    try (TlsEcho echo = new TlsEcho(kind.withBufferBytesMax(4 << 20), options(provider))) {
      Hub hub = echo.hubs.hub(0);
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      try (SSLSocket socket = client.connect("TLSv1.3", "localhost")) {
        socket.getOutputStream().write(7);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
        TlsConnection connection = echo.connections.getFirst();
        TlsEcho.await("all sent", () -> hub.counters().buffersInUse() == 0);

        List<Buffer> others = new ArrayList<>();
        hub.invoke(() -> {
          Buffer other;
          while ((other = hub.buffers().acquireForOutput(BufferPool.SIZE_MIN)) != null) {
            others.add(other);
          }
          connection.finish();
          // Behind this turn's end.
          Timer later = new Timer(hub, () -> others.forEach(hub.buffers()::release));
          later.set(hub.nowNanos() + 1_000_000);
        });

        assertThat(socket.getInputStream().read()).as("no reset").isEqualTo(-1);
      }
      TlsEcho.await("the end", () -> echo.events.contains("closed"));
      echo.awaitNoBuffers();
    }
  }

  /// Plain bytes cannot take the memory their records need, and pieces of any size will do for
  /// these: nobody is reset because others hold the rest.
  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void plainBytesBecomeRecordsInWhateverPiecesMemoryLies(
      HubOptions kind, TlsProviderChoice provider) throws Exception {
    byte[] sent = new byte[24_000];
    new Random(7).nextBytes(sent);
    try (TlsEcho echo = new TlsEcho(kind.withBufferBytesMax(1 << 20), options(provider))) {
      Hub hub = echo.hubs.hub(0);
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      try (SSLSocket socket = client.connect("TLSv1.3", "localhost")) {
        socket.getOutputStream().write(7);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
        TlsConnection connection = echo.connections.getFirst();
        TlsEcho.await("all sent", () -> hub.counters().buffersInUse() == 0);

        List<Buffer> others = new ArrayList<>();
        hub.invoke(() -> {
          for (int start = 0; start < sent.length; start += 8_000) {
            Buffer plain = connection.reserve(8_000);
            assertThat(plain).isNotNull();
            plain.put(sent, start, 8_000);
          }
          Buffer other;
          while ((other = hub.buffers().acquireForPlainOutput(BufferPool.SIZE_MIN)) != null) {
            others.add(other);
          }
          connection.flushLater();
        });

        assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        hub.invoke(() -> others.forEach(hub.buffers()::release));
      }
      TlsEcho.await("the end", () -> echo.events.contains("closed"));
      echo.awaitNoBuffers();
    }
  }
}
