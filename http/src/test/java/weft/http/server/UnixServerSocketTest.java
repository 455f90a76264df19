package weft.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.HttpOptions;

/// A server on a Unix-domain socket.
class UnixServerSocketTest {
  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(HubMode.class)
  void requestsAreServed(HubMode mode) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    HttpOptions options = HttpOptions.DEFAULTS.withAddress(address);
    try (HttpServer server =
            HttpServer.start(
                mode.hubs(),
                options,
                (request, response) ->
                    response.send(request.localAddress().toString().getBytes(ISO_8859_1)));
        SocketChannel client = SocketChannel.open(address)) {
      assertThat(server.address()).isEqualTo(address);
      client.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1)));

      ByteBuffer answer = ByteBuffer.allocate(10_000);
      while (client.read(answer) >= 0) {
        assertThat(answer.hasRemaining()).isTrue();
      }

      assertThat(new String(answer.array(), 0, answer.position(), ISO_8859_1))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .endsWith(address.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(HubMode.class)
  void aFolderThatIsMissingIsSaid(HubMode mode) {
    Path missing = folder.resolve("none");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(missing.resolve("socket"));
    HttpOptions options = HttpOptions.DEFAULTS.withAddress(address);

    assertThatThrownBy(() -> HttpServer.start(mode.hubs(), options, (request, response) -> {}))
        .isInstanceOf(BindException.class)
        .hasMessage(address + ": there is no folder " + missing + "; make it or name another path");
  }
}
