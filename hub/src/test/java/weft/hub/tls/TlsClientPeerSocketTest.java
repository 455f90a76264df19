package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.HubOptions;

/// What servers do wrong, slowly or half, on every back-end with every library.
@Timeout(60)
class TlsClientPeerSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final TestAuthority.Issued SERVER = AUTHORITY.server("localhost");
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  private TlsClientOptions options(TlsProviderChoice provider) throws Exception {
    return TlsClientOptions.DEFAULTS
        .withProvider(provider)
        .withTrustAnchors(List.of(AUTHORITY.file(folder)));
  }

  /// What a bare server does with its one connection.
  private interface Script {
    void play(Socket socket) throws Exception;
  }

  /// How a handshake with such a server ends.
  private static TlsFailure outcome(HubOptions kind, TlsClientOptions options, Script script)
      throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ClientSide side = new ClientSide(kind, options)) {
      Talk talk = side.connect(listener.getLocalSocketAddress(), "localhost");
      TlsFailure failure;
      try (Socket socket = listener.accept()) {
        script.play(socket);
        failure = talk.awaitFailure();
      }
      assertThat(failure).hasMessageStartingWith("no TLS with localhost port ");
      assertThat(talk.established).isNotDone();
      side.awaitNothingLeft();
      assertThat(side.tls.counters().failedHandshakes()).isEqualTo(Map.of(failure.problem(), 1L));
      return failure;
    }
  }

  /// Waits for the client's hello, then answers.
  private static Script answering(int... bytes) {
    byte[] answer = new byte[bytes.length];
    for (int index = 0; index < bytes.length; index++) {
      answer[index] = (byte) bytes[index];
    }
    return answering(answer);
  }

  private static Script answering(byte[] answer) {
    return socket -> {
      assertThat(socket.getInputStream().read()).as("a handshake record").isEqualTo(22);
      socket.getOutputStream().write(answer);
    };
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aServerThatDoesNotSpeakTlsIsTold(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    TlsFailure failure =
        outcome(
            kind,
            options(provider),
            answering("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    assertThat(failure.problem()).isEqualTo("plain_http");
    assertThat(failure).hasMessageContaining("plain HTTP");
    for (String text : List.of("SSH-2.0-x\r\n", "220 smtp\r\n", "\0\1\2\3\4\5\6\7")) {
      Script script = answering(text.getBytes(StandardCharsets.US_ASCII));
      assertThat(outcome(kind, options(provider), script).problem()).isEqualTo("not_tls");
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void garbageInRecordsIsABreach(HubOptions kind, TlsProviderChoice provider) throws Exception {
    int[][] garbage = {
      {22, 3, 3, 0, 4, 99, 0, 0, 0},
      {22, 3, 3, 0, 4, 2, 0, 0, 0},
      {22, 3, 3, 0xff, 0xff, 2, 0, 0, 0}
    };
    for (int[] bytes : garbage) {
      TlsFailure failure =
          outcome(kind, options(provider).withHandshakeTimeoutNanos(300_000_000), answering(bytes));
      assertThat(failure.problem()).isIn("protocol", "not_tls", "no_common_version", "timeout");
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void alertsAreToldByName(HubOptions kind, TlsProviderChoice provider) throws Exception {
    TlsFailure failure = outcome(kind, options(provider), answering(21, 3, 3, 0, 2, 2, 40));
    assertThat(failure.problem()).isEqualTo("peer_alert");
    assertThat(failure).hasMessageContaining("handshake_failure");
    failure = outcome(kind, options(provider), answering(21, 3, 3, 0, 2, 2, 112));
    assertThat(failure.problem()).isEqualTo("peer_alert");
    assertThat(failure).hasMessageContaining("unrecognized_name");
    failure = outcome(kind, options(provider), answering(21, 3, 3, 0, 2, 2, 70));
    assertThat(failure).hasMessageContaining("protocol_version");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aHandshakeHasADeadline(HubOptions kind, TlsProviderChoice provider) throws Exception {
    TlsClientOptions options = options(provider).withHandshakeTimeoutNanos(150_000_000);
    assertThat(outcome(kind, options, socket -> {}).problem()).isEqualTo("timeout");
    assertThat(outcome(kind, options, answering(22, 3, 3, 1, 0, 2)).problem()).isEqualTo("timeout");
    assertThat(outcome(kind, options, answering('H')).problem()).isEqualTo("timeout");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aServerThatLeavesInTheMiddleIsTold(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    assertThat(outcome(kind, options(provider), Socket::close).problem()).isEqualTo("peer_gone");
    Script half =
        socket -> {
          answering(22, 3, 3, 1, 0, 2).play(socket);
          socket.shutdownOutput();
        };
    assertThat(outcome(kind, options(provider), half).problem()).isEqualTo("peer_gone");
    Script reset =
        socket -> {
          answering().play(socket);
          socket.setSoLinger(true, 0);
          socket.close();
        };
    assertThat(outcome(kind, options(provider), reset).problem()).isEqualTo("peer_gone");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void whoGivesUpIsToldOnce(HubOptions kind, TlsProviderChoice provider) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        ClientSide side = new ClientSide(kind, options(provider))) {
      SocketAddress address = listener.getLocalSocketAddress();
      Talk reset = side.connect(address, "localhost");
      reset.connection.reset();
      assertThat(reset.awaitFailure().problem()).isEqualTo("peer_gone");

      Talk finished = side.connect(address, "localhost");
      listener.accept().close();
      listener.accept().close();
      finished.finish();
      assertThat(finished.awaitFailure().problem()).isEqualTo("peer_gone");
      side.awaitNothingLeft();

      side.tls.close();
      Talk late = side.connect(address, "localhost");
      assertThat(late.awaitFailure()).hasMessageContaining("it was closed here");
      TlsEcho.await("all engines closed", () -> side.tls.users() == 0);
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void whatCannotBeAskedForIsRefused(TlsProviderChoice provider) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        ClientSide side = new ClientSide(TlsKinds.hub(), options(provider))) {
      SocketAddress address = listener.getLocalSocketAddress();
      for (String host : List.of("", "a b", "exämple", "a/b")) {
        assertThatThrownBy(() -> side.connect(address, host))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> side.connect(address, "localhost", ""))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(side.tls.users()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#allVersions")
  void aStreamThatIsCutIsToldFromOneThatEnds(
      HubOptions kind, TlsProviderChoice provider, String version) throws Exception {
    JdkTlsServer.Service cutting =
        (socket, plain) -> {
          socket.getOutputStream().write(HELLO);
          plain.shutdownOutput();
          socket.getInputStream().read();
        };
    JdkTlsServer.Service ending = (socket, _) -> socket.getOutputStream().write(HELLO);
    try (JdkTlsServer cut = new JdkTlsServer(SERVER, version, cutting);
        JdkTlsServer whole = new JdkTlsServer(SERVER, version, ending);
        ClientSide side = new ClientSide(kind, options(provider))) {
      Talk talk = side.connect(cut.address(), "localhost");
      talk.awaitEstablished();
      assertThat(talk.read(5)).isEqualTo(HELLO);
      assertThat(((TlsFailure) talk.awaitEnd()).isTruncation()).isTrue();
      talk.close();

      talk = side.connect(whole.address(), "localhost");
      talk.awaitEstablished();
      assertThat(talk.read(5)).isEqualTo(HELLO);
      assertThat(talk.awaitEnd()).isNull();
      talk.close();
      side.awaitNothingLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void keysMayBeUpdated(HubOptions kind, TlsProviderChoice provider) throws Exception {
    JdkTlsServer.Service updating =
        (socket, _) -> {
          byte[] part;
          while ((part = socket.getInputStream().readNBytes(5)).length == 5) {
            socket.getOutputStream().write(part);
            // RFC 8446 §4.6.3: once established, the JDK sends a KeyUpdate that asks for one.
            socket.startHandshake();
          }
        };
    try (JdkTlsServer server = new JdkTlsServer(SERVER, "TLSv1.3", updating);
        ClientSide side = new ClientSide(kind, options(provider))) {
      try (Talk talk = side.connect(server.address(), "localhost")) {
        talk.awaitEstablished();
        for (int count = 0; count < 5; count++) {
          talk.send(HELLO);
          assertThat(talk.read(5)).isEqualTo(HELLO);
        }
      }
      side.awaitNothingLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void anotherHandshakeIsRefused(HubOptions kind, TlsProviderChoice provider) throws Exception {
    JdkTlsServer.Service again =
        (socket, _) -> {
          socket.getOutputStream().write(HELLO);
          socket.startHandshake();
          JdkTlsServer.echo(socket);
        };
    try (JdkTlsServer server = new JdkTlsServer(SERVER, "TLSv1.2", again);
        ClientSide side = new ClientSide(kind, options(provider))) {
      try (Talk talk = side.connect(server.address(), "localhost")) {
        talk.awaitEstablished();
        assertThat(talk.read(5)).isEqualTo(HELLO);
        assertThat(talk.awaitEnd()).hasMessageStartingWith("TLS has failed: ");
      }
      side.awaitNothingLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#allVersions")
  void bytesMayComeOneByOne(HubOptions kind, TlsProviderChoice provider, String version)
      throws Exception {
    try (JdkTlsServer server = JdkTlsServer.echo(SERVER, version);
        ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ClientSide side = new ClientSide(kind, options(provider))) {
      int port = ((InetSocketAddress) server.address()).getPort();
      Thread relay = Thread.ofPlatform().start(() -> relay(proxy, port));
      try (Talk talk = side.connect(proxy.getLocalSocketAddress(), "localhost")) {
        talk.awaitEstablished();
        talk.send(HELLO);
        assertThat(talk.read(5)).isEqualTo(HELLO);
      }
      relay.join();
      side.awaitNothingLeft();
    }
  }

  /// Hands on what the server sends, byte by byte.
  private static void relay(ServerSocket proxy, int port) {
    try (Socket client = proxy.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setTcpNoDelay(true);
      Thread forth =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  client.getInputStream().transferTo(server.getOutputStream());
                  server.shutdownOutput();
                } catch (IOException closed) {
                  return;
                }
              });
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      int value;
      while ((value = in.read()) >= 0) {
        out.write(value);
      }
      client.shutdownOutput();
      forth.join();
    } catch (IOException | InterruptedException closed) {
      return;
    }
  }

  /// Deadlines fall into handshake steps, on the hub and on the pool; the client is closed while
  /// some still run.
  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void connectionsMayEndAtAnyTime(HubOptions kind, TlsProviderChoice provider) throws Exception {
    TlsOptions serving = TlsOptions.DEFAULTS.withProvider(provider).withIdentity(SERVER.identity());
    try (TlsEcho echo = new TlsEcho(kind, serving)) {
      for (long nanos : new long[] {100_000, 1_000_000, 2_000_000, 4_000_000}) {
        try (ClientSide side =
            new ClientSide(kind, options(provider).withHandshakeTimeoutNanos(nanos))) {
          List<Talk> talks = new ArrayList<>();
          for (int count = 0; count < 20; count++) {
            Talk talk = side.connect(echo.address(), "localhost");
            talks.add(talk);
            if (count % 4 == 0) {
              talk.connection.reset();
            }
          }
          side.tls.close();
          for (Talk talk : talks) {
            talk.finish();
          }
          TlsEcho.await("all engines closed", () -> side.tls.users() == 0);
          assertThat(side.hubs.hub(0).counters().bugs()).isZero();
        }
      }
      echo.awaitNoBuffers();
    }
  }
}
