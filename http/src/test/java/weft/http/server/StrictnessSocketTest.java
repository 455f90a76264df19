package weft.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.http.HttpOptions;
import weft.http.Request;
import weft.http.Response;
import weft.http.h1.MalformedRequest;

/// Every malformed request of the table over a raw socket, with a smuggled request behind it: it is
/// answered once, with its own status, and the connection ends.
class StrictnessSocketTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final ConcurrentLinkedQueue<String> HANDLED = new ConcurrentLinkedQueue<>();
  private static final List<HttpServer> SERVERS = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    SERVERS.add(
        HttpServer.start(
            HubMode.NIO_ON_HUB.hubs(),
            HttpOptions.DEFAULTS.withAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            StrictnessSocketTest::handle));
  }

  @AfterAll
  static void stop() {
    SERVERS.removeFirst().close();
  }

  private static void handle(Request request, Response response) throws IOException {
    HANDLED.add(request.path());
    response.send(request.body().bytes());
  }

  static List<MalformedRequest> malformed() {
    List<MalformedRequest> all = new ArrayList<>(MalformedRequest.all());
    all.addAll(MalformedRequest.bodies());
    return all;
  }

  @Test
  void theTableIsLarge() {
    assertThat(malformed()).hasSizeGreaterThan(250).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedRequestsAreAnsweredOnce(MalformedRequest request) throws IOException {
    HANDLED.clear();
    boolean endless = request.name().contains("endless") || request.name().contains("without end");
    String answer;
    try (RawClient client = new RawClient(SERVERS.getFirst().address())) {
      client.send(endless ? request.text() : request.text() + SMUGGLED);
      answer = client.rest();
    }

    assertThat(answer)
        .startsWith("HTTP/1.1 " + request.fault().status() + " ")
        .containsOnlyOnce("HTTP/1.1 ")
        .contains("Connection: close\r\n");
    assertThat(HANDLED).doesNotContain("/smuggled").hasSizeLessThan(2);
  }
}
