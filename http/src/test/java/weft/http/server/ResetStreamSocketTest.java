package weft.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.ClientGone;
import weft.http.HttpOptions;
import weft.http.Request;
import weft.http.Response;

/// Requests over HTTP/2 that their client gives up: what is done for nobody is not begun, and who
/// has begun is told.
@ParameterizedClass
@EnumSource(HubMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResetStreamSocketTest {
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int END_STREAM_AND_HEADERS = 5;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CompletableFuture<Throwable> told = new CompletableFuture<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            mode.hubs(),
            HttpOptions.DEFAULTS.withAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            this::handle);
  }

  @AfterEach
  void stop() {
    server.close();
    mode.assertBuffersReturned();
  }

  private void handle(Request request, Response response) throws IOException {
    handled.add(request.path());
    if (request.path().equals("/read")) {
      entered.countDown();
      try {
        request.body().bytes();
      } catch (IOException failure) {
        told.complete(failure);
        throw failure;
      }
    }
    response.send();
  }

  private static String frame(int type, int flags, int id, String payload) {
    return "\0\0"
        + (char) payload.length()
        + (char) type
        + (char) flags
        + "\0\0\0"
        + (char) id
        + payload;
  }

  /// HEADERS of a GET or, with the flag that nothing follows left out, of one with a body.
  private static String head(int flags, int id, String path) {
    String block = "\u0082\u0086\u0004" + (char) path.length() + path + "\u0001\u0001a";
    return frame(HEADERS, flags, id, block);
  }

  private static String cancel(int id) {
    return frame(RST_STREAM, 0, id, "\0\0\0\u0008");
  }

  /// Reads frames up to the head of a response.
  private static void awaitAnswer(RawClient client, int id) throws IOException {
    byte[] frame;
    do {
      frame = client.input().readNBytes(9);
      assertThat(frame).as("a frame").hasSize(9);
      client.input().skipNBytes((frame[1] & 0xff) << 8 | (frame[2] & 0xff));
    } while (frame[3] != HEADERS || frame[8] != id);
  }

  @Test
  void aRequestThatIsGivenUpBeforeItsHandlerBeginsIsNotHandled() throws IOException {
    StringBuilder text = new StringBuilder(PREFACE);
    for (int id = 1; id < 99; id += 2) {
      text.append(head(END_STREAM_AND_HEADERS, id, "/unwanted")).append(cancel(id));
    }
    text.append(head(END_STREAM_AND_HEADERS, 99, "/wanted"));

    try (RawClient client = new RawClient(server.address())) {
      client.send(text.toString());
      awaitAnswer(client, 99);
    }

    assertThat(handled).containsExactly("/wanted");
  }

  @Test
  void aHandlerThatHasBegunLearnsThatItsRequestIsGivenUp() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(PREFACE + head(END_STREAM_AND_HEADERS - 1, 1, "/read"));
      entered.await();
      client.send(cancel(1) + head(END_STREAM_AND_HEADERS, 3, "/wanted"));
      awaitAnswer(client, 3);

      assertThat(told.get()).isInstanceOf(ClientGone.class);
    }

    assertThat(handled).containsExactly("/read", "/wanted");
  }

  @Test
  void aConnectionThatGoesTakesItsRequestsAlong() throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      client.send(
          PREFACE
              + head(END_STREAM_AND_HEADERS, 1, "/unwanted")
              // The stream is not open: the connection is at fault.
              + frame(RST_STREAM, 0, 9, "\0\0\0\u0008"));
      assertThat(new String(client.input().readAllBytes(), ISO_8859_1)).contains("never opened");
    }

    assertThat(handled).isEmpty();
  }
}
