package weft.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.HttpOptions;

/// First bytes that come in pieces: whatever they turn out to be, nothing of them is lost.
@ParameterizedClass
@EnumSource(HubMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2FirstBytesSocketTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /// An empty SETTINGS frame.
  private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            mode.hubs(),
            HttpOptions.DEFAULTS.withAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            (request, response) -> response.send(request.body().bytes()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// Returns when what was sent before has been received: all hubs have served somebody since.
  private void othersAreServed() throws IOException {
    for (int count = 0; count < 8; count++) {
      try (RawClient other = new RawClient(server.address())) {
        other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response();
      }
    }
  }

  private void sendInTwo(RawClient client, String text, int first) throws IOException {
    client.send(text.substring(0, first));
    othersAreServed();
    client.send(text.substring(first));
  }

  @Test
  void aRequestWhoseFirstByteComesAloneIsWhole() throws IOException {
    String body = "0123456789".repeat(7_000);
    String request = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n";
    try (RawClient client = new RawClient(server.address())) {
      sendInTwo(client, request + body, 1);
      assertThat(client.response()).endsWith("\r\n\r\n" + body);
    }
  }

  @Test
  void aPrefaceMayComeInTwoPieces() throws IOException {
    for (int first = 1; first < 16; first++) {
      try (RawClient client = new RawClient(server.address())) {
        sendInTwo(client, PREFACE + SETTINGS, first);
        byte[] frame = client.input().readNBytes(9);
        assertThat(frame[3]).as("type of the first frame, cut at %s", first).isEqualTo((byte) 4);
      }
    }
  }

  @Test
  void anUpgradeBehindALoneFirstByteKeepsWhatFollowsIt() throws IOException {
    String request =
        "PUT /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n";
    try (RawClient client = new RawClient(server.address())) {
      sendInTwo(client, request + PREFACE + SETTINGS, 1);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      boolean acknowledged = false;
      while (!acknowledged) {
        byte[] frame = client.input().readNBytes(9);
        assertThat(frame).as("a frame").hasSize(9);
        int length = (frame[0] & 0xff) << 16 | (frame[1] & 0xff) << 8 | (frame[2] & 0xff);
        client.input().readNBytes(length);
        acknowledged = frame[3] == 4 && frame[4] == 1;
      }
    }
  }

  @Test
  void aFirstByteWithoutAnotherEndsTheConnectionInOrder() throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      client.send("P").endSending();
      assertThat(new String(client.input().readAllBytes(), ISO_8859_1)).isEmpty();
    }
  }
}
