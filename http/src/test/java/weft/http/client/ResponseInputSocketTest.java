package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.hub.HubOptions;
import weft.hub.Hubs;

/// Bodies of responses that are read in pieces of all sizes, from a thread of no hub.
@Timeout(60)
class ResponseInputSocketTest {
  private static final int LENGTH = 60_000;

  private Hubs hubs;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1));
    client = HttpClient.on(hubs, ClientOptions.DEFAULTS.withProxies(Proxies.NONE));
  }

  @AfterEach
  void stop() {
    client.close();
    hubs.close();
  }

  private static String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < length; index++) {
      text.append((char) ('!' + index % 89));
    }
    return text.toString();
  }

  private static String answer(int announced, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + announced + "\r\n\r\n" + body;
  }

  @Test
  void aByteIsNoStepToTheHub() throws IOException {
    try (RawServer server = RawServer.answering(answer(LENGTH, text(LENGTH)));
        ClientResponse response = client.get(server.uri("/")).send()) {
      long before = hubs.hub(0).counters().turns();
      InputStream body = response.stream();
      StringBuilder read = new StringBuilder();
      for (int value = body.read(); value >= 0; value = body.read()) {
        read.append((char) value);
      }

      assertThat(read.toString()).isEqualTo(text(LENGTH));
      assertThat(hubs.hub(0).counters().turns() - before).isLessThan(LENGTH / 10);
    }
  }

  @Test
  void smallAndLargePiecesFollowOneAnother() throws IOException {
    try (RawServer server = RawServer.answering(answer(LENGTH, text(LENGTH)));
        ClientResponse response = client.get(server.uri("/")).send()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] piece = new byte[4096];
      int[] sizes = {1, 4096, 700, 1023, 1024, 2, 3000};
      for (int turn = 0; ; turn++) {
        int count = response.read(piece, 0, sizes[turn % sizes.length]);
        if (count < 0) {
          break;
        }
        all.write(piece, 0, count);
      }

      assertThat(all.toString(ISO_8859_1)).isEqualTo(text(LENGTH));
      assertThat(response.read(piece, 0, 1)).isEqualTo(-1);
    }
  }

  /// A block is what is there, it is not waited for.
  @Test
  void whatIsThereIsGivenAtOnce() throws IOException {
    CountDownLatch read = new CountDownLatch(1);
    try (RawServer server =
            new RawServer(number ->
                (socket, input) -> {
                  RawServer.head(input);
                  RawServer.send(socket, answer(4, "ab"));
                  await(read);
                  RawServer.send(socket, "cd");
                });
        ClientResponse response = client.get(server.uri("/")).send()) {
      InputStream body = response.stream();

      assertThat(body.read()).isEqualTo('a');
      assertThat(body.read()).isEqualTo('b');
      assertThat(body.available()).isZero();
      read.countDown();
      assertThat(body.read()).isEqualTo('c');
      assertThat(body.readAllBytes()).asString(ISO_8859_1).isEqualTo("d");
    }
  }

  @Test
  void whatCameBeforeAFailureIsReadOnce() throws IOException {
    try (RawServer server = RawServer.answering(answer(LENGTH, "abc"));
        ClientResponse response = client.get(server.uri("/")).send()) {
      InputStream body = response.stream();

      assertThat(body.readNBytes(3)).asString(ISO_8859_1).isEqualTo("abc");
      for (int times = 0; times < 2; times++) {
        assertThatExceptionOfType(CallFailed.class)
            .isThrownBy(body::read)
            .returns(CallFailed.Kind.LOST, CallFailed::kind);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
