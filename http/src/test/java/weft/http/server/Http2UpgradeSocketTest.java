package weft.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.http.HttpOptions;

/// Requests that come by HTTP/1.1 and ask for HTTP/2: the handler is told what they say, whatever
/// their form.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2UpgradeSocketTest {
  private static final int DATA = 0;
  private static final int RST_STREAM = 3;
  private static final int GOAWAY = 7;

  /// The preface and an empty SETTINGS frame.
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            HubMode.NIO_ON_JDK.hubs(),
            HttpOptions.DEFAULTS.withAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            (request, response) ->
                response.send(
                    String.join(
                            " ",
                            request.version(),
                            request.method(),
                            request.path(),
                            "" + request.query(),
                            "[" + request.authority() + "]")
                        .getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET /a, host, GET /a null [host]",
    "GET /a?b=%20, host:80, GET /a b=%20 [host:80]",
    "GET http://host/a, host, GET /a null [host]",
    "GET http://other/a?b, host, GET /a b [other]",
    "GET http://other?b=/, host, GET / b=/ [other]",
    "DELETE HTTP://other:81, host, DELETE / null [other:81]",
    "OPTIONS *, host, OPTIONS * null [host]",
    "OPTIONS http://host, host, OPTIONS * null [host]",
    "GET /a, '', GET /a null []",
  })
  void theHandlerIsToldWhatTheRequestSays(String line, String host, String told)
      throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      client.send(
          line
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
              + "HTTP2-Settings: AAMAAABk\r\n\r\n"
              + PREFACE);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(body(client)).isEqualTo("HTTP/2 " + told);
    }
  }

  /// The content of stream 1, which is all there is.
  private static String body(RawClient client) throws IOException {
    var content = new ByteArrayOutputStream();
    while (true) {
      byte[] head = client.input().readNBytes(9);
      assertThat(head).as("a frame").hasSize(9);
      byte[] payload =
          client
              .input()
              .readNBytes((head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff);
      assertThat((int) head[3]).as("type of a frame").isNotIn(RST_STREAM, GOAWAY);
      if (head[3] == DATA) {
        content.writeBytes(payload);
        if ((head[4] & 1) != 0) {
          return content.toString(StandardCharsets.UTF_8);
        }
      }
    }
  }
}
