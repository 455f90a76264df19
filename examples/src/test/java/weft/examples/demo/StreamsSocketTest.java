package weft.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.examples.ExampleSite;

/// What goes on for a while: chat, events, uploads, files.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamsSocketTest {
  private ExampleSite site;
  private HttpClient client;

  @BeforeAll
  void start() throws Exception {
    site = new ExampleSite(Demo.app());
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  void stop() {
    client.close();
    site.close();
  }

  /// What a socket has been told, bytes in hexadecimal.
  private static final class Told implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      messages.add(text.toString());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer bytes, boolean last) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      messages.add(HexFormat.of().formatHex(copy));
      socket.request(1);
      return null;
    }

    String next() throws InterruptedException {
      return messages.poll(10, TimeUnit.SECONDS);
    }
  }

  private WebSocket open(String path, Told told) throws Exception {
    URI uri = URI.create("ws://127.0.0.1:" + site.port() + path);
    return client.newWebSocketBuilder().buildAsync(uri, told).get(10, TimeUnit.SECONDS);
  }

  private static void close(WebSocket socket) throws Exception {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
  }

  @Test
  void messagesComeBackAsTheyCame() throws Exception {
    Told told = new Told();
    WebSocket socket = open("/ws/echo", told);

    socket.sendText("grüß Gott", true).get(10, TimeUnit.SECONDS);
    assertThat(told.next()).isEqualTo("grüß Gott");
    socket.sendBinary(ByteBuffer.wrap(new byte[] {0, -1}), true).get(10, TimeUnit.SECONDS);
    assertThat(told.next()).isEqualTo("00ff");
    close(socket);
  }

  @Test
  void aRoomHearsWhatIsSaidInItAndNoOther() throws Exception {
    Told ada = new Told();
    Told bob = new Told();
    Told eve = new Told();
    WebSocket first = open("/chat/tea?name=ada", ada);
    assertThat(ada.next()).contains("\"kind\":\"note\"", "\"from\":\"ada\"", "1 here");
    WebSocket other = open("/chat/coffee?name=eve", eve);
    assertThat(eve.next()).contains("1 here");
    WebSocket second = open("/chat/tea?name=bob", bob);
    assertThat(bob.next()).contains("2 here");
    assertThat(ada.next()).contains("\"from\":\"bob\"", "2 here");

    first.sendText("milk <first>?", true).get(10, TimeUnit.SECONDS);
    assertThat(bob.next())
        .isEqualTo("{\"kind\":\"said\",\"from\":\"ada\",\"text\":\"milk <first>?\"}");
    assertThat(ada.next()).contains("milk");
    close(first);
    assertThat(bob.next()).contains("\"from\":\"ada\"", "has left");
    other.sendText("alone", true).get(10, TimeUnit.SECONDS);
    assertThat(eve.next()).contains("alone");
    close(second);
    close(other);
  }

  @Test
  void eventsAreCounted() throws Exception {
    HttpResponse<String> response = site.get("/events?count=3&ms=1");

    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    assertThat(response.body())
        .isEqualTo(
            "id: 1\ndata: {\"number\":1}\n\n"
                + "id: 2\ndata: {\"number\":2}\n\n"
                + "id: 3\ndata: {\"number\":3}\n\n");
  }

  @Test
  void ticksGoOnWhereTheyWere() throws Exception {
    HttpRequest request = site.request("/ticks").header("Last-Event-ID", "41").build();
    HttpResponse<java.io.InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (var body = response.body()) {
      byte[] first = new byte[64];
      int count = body.readNBytes(first, 0, first.length);
      assertThat(new String(first, 0, count, UTF_8)).contains("event: tick", "id: 42");
    }
  }

  @Test
  void partsAreToldWithTheirSums() throws Exception {
    byte[] content = "some\r\ncontent".getBytes(UTF_8);
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    String form =
        "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a b.txt\"\r\n\r\n"
            + "some\r\ncontent\r\n--b--\r\n";

    HttpResponse<String> response =
        site.send(
            site.request("/upload")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith("[{\"field\":\"note\",\"fileName\":null,\"size\":0,")
        .endsWith(
            "{\"field\":\"files\",\"fileName\":\"a b.txt\",\"size\":13,\"sha256\":\""
                + sum
                + "\"}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "ticker", "upload", "files/"})
  void pagesNeedNothingFromElsewhere(String page) throws Exception {
    HttpResponse<String> response = site.get("/" + page);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).startsWith("<!doctype html>").doesNotContain("http://", "https://");
  }

  @Test
  void aPartOfASampleIsServed() throws Exception {
    HttpResponse<String> response =
        site.send(site.request("/files/notes.txt").header("Range", "bytes=0-7").build());

    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(response.body()).isEqualTo("The weft");
  }

  @Test
  void aFolderOfOnesOwnIsServed(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("mine.txt"), "mine");
    DemoFlags flags = DemoFlags.parse("--port", "0", "--files", folder.toString(), "--hubs=1");

    assertThat(flags.rest()).containsExactly("--port", "0", "--hubs=1");
    try (ExampleSite own = new ExampleSite(Demo.app(flags.files()))) {
      assertThat(own.get("/files/mine.txt").body()).isEqualTo("mine");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DemoFlags.parse("--files=" + folder.resolve("none")))
        .withMessageEndingWith("none' is no folder");
    assertThatIllegalArgumentException().isThrownBy(() -> DemoFlags.parse("--files"));
    assertThat(DemoFlags.parse("-h").wantHelp()).isTrue();
  }
}
