package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our client and servers of others: the JDK's sockets, and OpenSSL where it is there.
@Timeout(60)
class TlsClientInteropSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");

  @TempDir Path folder;

  private TlsClientOptions options(TlsProviderChoice provider) throws Exception {
    return TlsClientOptions.DEFAULTS
        .withProvider(provider)
        .withTrustAnchors(List.of(AUTHORITY.file(folder)));
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void socketsOfTheJdk(TlsProviderChoice provider) throws Exception {
    byte[] sent = new byte[1 << 20];
    new Random(11).nextBytes(sent);
    for (TestAuthority.Issued issued :
        List.of(AUTHORITY.server("localhost"), AUTHORITY.rsaServer("localhost"))) {
      for (String version : List.of("TLSv1.3", "TLSv1.2")) {
        try (JdkTlsServer server = JdkTlsServer.echo(issued, version);
            ClientSide side = new ClientSide(TlsKinds.hub(), options(provider))) {
          for (int count = 0; count < 3; count++) {
            try (Talk talk = side.connect(server.address(), "localhost", "http/1.1", "h2")) {
              TlsConnection connection = talk.awaitEstablished();
              assertThat(connection.protocol()).isEqualTo(version);
              // The server's preference counts.
              assertThat(connection.applicationProtocol()).isEqualTo("h2");
              assertThat(connection.isResumed()).isEqualTo(count > 0);
              talk.send(sent);
              assertThat(Arrays.equals(talk.read(sent.length), sent)).isTrue();
            }
          }
          Talk stranger = side.connect(server.address(), "localhost", "x");
          assertThat(stranger.awaitFailure()).hasMessageContaining("no_application_protocol");
          side.awaitNothingLeft();
        }
      }
    }
  }

  /// `openssl s_server`, which sends lines back with their letters reversed.
  private Process openssl(String version, String... more) throws Exception {
    AUTHORITY.server("localhost").files(folder, "server");
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-cert",
                folder.resolve("server.pem").toString(),
                "-key",
                folder.resolve("server.key").toString(),
                "-alpn",
                "h2,http/1.1",
                "-rev",
                version));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /// Where it listens: it says so.
  private static SocketAddress address(Process process, BufferedReader out) throws Exception {
    StringBuilder said = new StringBuilder();
    String line;
    while ((line = out.readLine()) != null) {
      said.append(line).append('\n');
      if (line.startsWith("ACCEPT ")) {
        int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).trim());
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      }
    }
    throw new AssertionError("OpenSSL has ended with " + process.waitFor() + ": " + said);
  }

  private static boolean hasOpenssl() {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException | InterruptedException absent) {
      return false;
    }
  }

  private static void exchange(Talk talk) throws Exception {
    talk.send("hello\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(new String(talk.read(6), StandardCharsets.US_ASCII)).isEqualTo("olleh\n");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void openssl(TlsProviderChoice provider) throws Exception {
    assumeTrue(hasOpenssl(), "OpenSSL is there");
    for (String version : List.of("-tls1_3", "-tls1_2")) {
      Process process = openssl(version);
      try (BufferedReader out = process.inputReader();
          ClientSide side = new ClientSide(TlsKinds.hub(), options(provider))) {
        SocketAddress address = address(process, out);
        for (int count = 0; count < 3; count++) {
          try (Talk talk = side.connect(address, "localhost", "h2", "http/1.1")) {
            TlsConnection connection = talk.awaitEstablished();
            exchange(talk);
            assertThat(connection.applicationProtocol()).isEqualTo("h2");
            assertThat(connection.protocol().replace('.', '_').replace("TLSv", "-tls"))
                .isEqualTo(version);
            assertThat(connection.isResumed()).isEqualTo(count > 0);
          }
        }
        side.awaitNothingLeft();
      } finally {
        process.destroy();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void opensslAsksForACertificate(TlsProviderChoice provider) throws Exception {
    assumeTrue(hasOpenssl(), "OpenSSL is there");
    String authority = AUTHORITY.file(folder).toString();
    // Before OpenSSL starts: it reads the same file.
    TlsClientOptions none = options(provider);
    TlsClientOptions shown = none.withIdentity(AUTHORITY.client("Alice").identity());
    for (String version : List.of("-tls1_3", "-tls1_2")) {
      Process process =
          openssl(version, "-Verify", "2", "-verify_return_error", "-CAfile", authority);
      try (BufferedReader out = process.inputReader();
          ClientSide known = new ClientSide(TlsKinds.hub(), shown);
          ClientSide unknown = new ClientSide(TlsKinds.hub(), none)) {
        SocketAddress address = address(process, out);
        try (Talk talk = known.connect(address, "localhost")) {
          talk.awaitEstablished();
          exchange(talk);
        }
        Talk talk = unknown.connect(address, "localhost");
        IOException refusal;
        if (version.equals("-tls1_3")) {
          talk.awaitEstablished();
          refusal = talk.awaitEnd();
          assertThat(refusal).hasMessageContaining("certificate_required");
        } else {
          refusal = talk.awaitFailure();
          assertThat(refusal).hasMessageContaining("handshake_failure");
        }
        assertThat(((TlsFailure) refusal).problem()).isEqualTo("peer_alert");
        unknown.awaitNothingLeft();
        known.awaitNothingLeft();
      } finally {
        process.destroy();
      }
    }
  }
}
