package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.StreamReceiver;
import weft.hub.memory.Memory;

/// Records that come in one piece with the end of the handshake.
@Timeout(60)
class TlsCoalescedSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// Collects text.
  private record Collector(AtomicReference<String> text) implements StreamReceiver {
    @Override
    public void received(long address, int length) {
      byte[] copy = new byte[length];
      Memory.copyOut(address, copy, 0, length);
      text.set(text.get() + new String(copy, StandardCharsets.US_ASCII));
    }

    @Override
    public void receiveEnded(IOException failure) {}

    @Override
    public void drained() {}

    @Override
    public void closed() {}
  }

  /// A client that decides what is sent in one piece.
  private static final class Client {
    final SSLEngine engine;
    final Socket socket;
    final ByteArrayOutputStream piece = new ByteArrayOutputStream();
    final ByteBuffer record = ByteBuffer.allocate(64 * 1024);
    final ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
    final ByteBuffer received = ByteBuffer.allocate(64 * 1024).limit(0);

    Client(SSLEngine engine, Socket socket) {
      this.engine = engine;
      this.socket = socket;
    }

    void wrap(ByteBuffer bytes) throws IOException {
      engine.wrap(bytes, record);
      piece.write(record.array(), 0, record.position());
      record.clear();
    }

    void send() throws IOException {
      socket.getOutputStream().write(piece.toByteArray());
      piece.reset();
    }

    void receive() throws IOException {
      received.compact();
      int count =
          socket.getInputStream().read(received.array(), received.position(), received.remaining());
      assertThat(count).as("bytes of the server's handshake").isPositive();
      received.position(received.position() + count).flip();
    }

    /// Up to our last message, which is not sent yet.
    void handshake() throws IOException {
      engine.beginHandshake();
      while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
        switch (engine.getHandshakeStatus()) {
          case NEED_WRAP -> wrap(NOTHING);
          case NEED_TASK -> engine.getDelegatedTask().run();
          default -> {
            send();
            SSLEngineResult result = engine.unwrap(received, plain);
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
              receive();
            }
          }
        }
      }
    }

    /// Asks for new keys, RFC 8446 §4.6.3: a record without data.
    void updateKeys() throws IOException {
      engine.beginHandshake();
      wrap(NOTHING);
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void keyUpdatesBehindTheHandshakeHoldNothingUp(TlsProviderChoice provider) throws Exception {
    var text = new AtomicReference<>("");
    TlsOptions options =
        TlsOptions.DEFAULTS
            .withProvider(provider)
            .withIdentity(AUTHORITY.server("localhost").identity());
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options, _ -> new Collector(text));
        Socket socket = new Socket()) {
      int port = ((InetSocketAddress) echo.address()).getPort();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(15_000);
      var client =
          new Client(
              new JdkTlsClient(echo.address(), AUTHORITY.certificate).engine("TLSv1.3"), socket);
      client.handshake();
      client.updateKeys();
      client.wrap(ByteBuffer.wrap("hello ".getBytes(StandardCharsets.US_ASCII)));
      client.updateKeys();
      client.wrap(ByteBuffer.wrap("world".getBytes(StandardCharsets.US_ASCII)));
      client.send();

      TlsEcho.await("both records", () -> text.get().equals("hello world"));
    }
  }
}
