package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.WebSocket;
import weft.http.WebSocketDeflate;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.client.ClientOptions;
import weft.http.client.HttpClient;
import weft.http.client.Proxies;
import weft.hub.tls.DevelopmentCertificate;
import weft.web.App;
import weft.web.WebSocketSession;
import weft.web.options.HttpsSettings;
import weft.web.options.ServerOptions;

/// WebSockets with peers of others: Chromium over HTTP/1.1 and HTTP/2, Java-WebSocket both ways,
/// and `ws` of npm, with compression and without.
@Tag("interop")
@Timeout(120)
final class WebSocketInteropTest {
  private static final WebSocketOptions DEFLATED =
      WebSocketOptions.DEFAULTS.withDeflate(WebSocketDeflate.ON);

  private static final String PAGE =
      """
      <!doctype html><title>test</title><script>
      const told = [];
      function run(path, then) {
        const scheme = location.protocol === 'https:' ? 'wss://' : 'ws://';
        const socket = new WebSocket(scheme + location.host + path, ['chat']);
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => socket.send('hällo '.repeat(1000));
        socket.onmessage = event => {
          if (typeof event.data === 'string') {
            told.push(event.data.substring(0, 8) + event.data.length + socket.extensions);
            socket.send(new Uint8Array(200000));
          } else {
            told.push('binary ' + event.data.byteLength);
            socket.close(4005, 'bye');
          }
        };
        socket.onclose = event => {
          told.push('close ' + event.code + ' ' + event.wasClean);
          then();
        };
      }
      run('/plain', () => run('/deflated', () =>
        fetch('/told', {method: 'POST', body: told.join('; ')})));
      </script>
      """;

  private static final String WS = "ws@8.23.0";

  private static final BlockingQueue<String> TOLD = new LinkedBlockingQueue<>();

  @TempDir static Path folder;

  private static final App APP = App.create();

  @BeforeAll
  static void start() throws IOException {
    DevelopmentCertificate own =
        DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
    APP.get("/", (request, response) -> response.html(PAGE));
    APP.post(
        "/told",
        (request, response) -> {
          TOLD.add(request.body().text());
          response.status(204);
        });
    APP.websocket(
        "/plain", WebSocketOptions.DEFAULTS.withSubprotocols("chat"), WebSocketInteropTest::echo);
    APP.websocket("/deflated", DEFLATED.withSubprotocols("chat"), WebSocketInteropTest::echo);
    APP.start(
        ServerOptions.DEFAULTS
            .withHost("127.0.0.1")
            .withPort(0)
            .withHttps(
                HttpsSettings.DEFAULTS
                    .withPort(0)
                    .withCertificate(own.certificateFile())
                    .withKey(own.keyFile())));
  }

  @AfterAll
  static void stop() {
    APP.close();
  }

  private static void echo(WebSocketSession socket) throws IOException {
    for (WebSocketMessage message : socket) {
      if (message.isText()) {
        socket.send(socket.request().version() + message.text());
      } else {
        socket.send(message.bytes());
      }
    }
  }

  private static int port() {
    return ((InetSocketAddress) APP.address()).getPort();
  }

  private static int tlsPort() {
    return ((InetSocketAddress) Objects.requireNonNull(APP.tlsAddress())).getPort();
  }

  @Test
  void chromiumOverHttp1() throws Exception {
    assertThat(chromium("http://127.0.0.1:" + port() + "/"))
        .isEqualTo(
            "HTTP/1.16008; binary 200000; close 4005 true;"
                + " HTTP/1.16008permessage-deflate; server_no_context_takeover;"
                + " client_no_context_takeover; binary 200000; close 4005 true");
  }

  @Test
  void chromiumOverHttp2() throws Exception {
    assertThat(chromium("https://127.0.0.1:" + tlsPort() + "/"))
        .isEqualTo(
            "HTTP/2hä6006; binary 200000; close 4005 true;"
                + " HTTP/2hä6006permessage-deflate; server_no_context_takeover;"
                + " client_no_context_takeover; binary 200000; close 4005 true");
  }

  /// What a page tells when it is done.
  private static @Nullable String chromium(String url) throws Exception {
    Process browser = Chromium.open(folder, url);
    try {
      return TOLD.poll(60, TimeUnit.SECONDS);
    } finally {
      Chromium.end(browser);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/plain", "/deflated"})
  void javaWebSocketAsClient(String path) throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    Draft draft =
        path.equals("/plain") ? new Draft_6455() : new Draft_6455(new PerMessageDeflateExtension());
    WebSocketClient client =
        new WebSocketClient(URI.create("ws://127.0.0.1:" + port() + path), draft) {
          @Override
          public void onOpen(ServerHandshake handshake) {
            events.add("open " + handshake.getFieldValue("Sec-WebSocket-Extensions"));
          }

          @Override
          public void onMessage(String message) {
            events.add("text " + message.length());
          }

          @Override
          public void onMessage(ByteBuffer bytes) {
            events.add("binary " + bytes.remaining());
          }

          @Override
          public void onClose(int code, String reason, boolean remote) {
            events.add("close " + code);
          }

          @Override
          public void onError(Exception failure) {
            events.add("error " + failure);
          }
        };
    client.connectBlocking(20, TimeUnit.SECONDS);

    client.send("x".repeat(10_000));
    client.send(new byte[300_000]);
    client.send("y".repeat(10));

    assertThat(events.poll(20, TimeUnit.SECONDS))
        .startsWith("open ")
        .contains(path.equals("/plain") ? "" : "permessage-deflate");
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("text 10008");
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("binary 300000");
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("text 18");
    client.close(4000, "bye");
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("close 4000");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void javaWebSocketAsServer(boolean deflated) throws Exception {
    CompletableFuture<Integer> started = new CompletableFuture<>();
    Draft draft = deflated ? new Draft_6455(new PerMessageDeflateExtension()) : new Draft_6455();
    WebSocketServer server =
        new WebSocketServer(new InetSocketAddress("127.0.0.1", 0), 1, List.of(draft)) {
          @Override
          public void onOpen(org.java_websocket.WebSocket peer, ClientHandshake handshake) {}

          @Override
          public void onMessage(org.java_websocket.WebSocket peer, String message) {
            peer.send(message);
          }

          @Override
          public void onMessage(org.java_websocket.WebSocket peer, ByteBuffer message) {
            peer.send(message);
          }

          @Override
          public void onClose(
              org.java_websocket.WebSocket peer, int code, String reason, boolean remote) {}

          @Override
          public void onError(org.java_websocket.@Nullable WebSocket peer, Exception failure) {
            started.completeExceptionally(failure);
          }

          @Override
          public void onStart() {
            started.complete(getPort());
          }
        };
    server.start();
    try (HttpClient client = HttpClient.open(ClientOptions.DEFAULTS.withProxies(Proxies.NONE))) {
      WebSocket socket =
          client.webSocket(
              "ws://127.0.0.1:" + started.get(20, TimeUnit.SECONDS) + "/",
              deflated ? DEFLATED : WebSocketOptions.DEFAULTS);

      for (int size : new int[] {0, 10, 1000, 100_000}) {
        socket.send("z".repeat(size));
        WebSocketMessage back = socket.receive();
        assertThat(back == null ? -1 : back.text().length()).isEqualTo(size);
      }
      assertThat(socket.isDeflated()).isEqualTo(deflated);
      socket.close();
      assertThat(socket.receive()).isNull();
    } finally {
      server.stop(1000);
    }
  }

  /// The library, brought by npm once for all tests of this class.
  private static Path ws() throws Exception {
    Path installed = folder.resolve("node_modules").resolve("ws");
    if (!Files.exists(installed)) {
      Tool.Run run =
          Tool.run(
              "npm",
              List.of("install", "--no-audit", "--no-fund", "--prefix", folder.toString(), WS));
      assumeTrue(run.exitCode() == 0, "npm cannot bring " + WS + ": " + run.output());
    }
    return installed;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/plain", "/deflated"})
  void wsOfNpm(String path) throws Exception {
    Path ws = ws();

    Tool.Run run =
        Tool.run(
            "node",
            List.of(
                "-e",
                """
                const WebSocket = require(process.argv[2]);
                const socket = new WebSocket(process.argv[1], {perMessageDeflate: {threshold: 0}});
                socket.on('open', () => socket.send('x'.repeat(5000)));
                socket.on('message', (data, binary) => {
                  console.log(binary + ' ' + data.length + ' ' + socket.extensions);
                  if (binary) { socket.close(4004, 'bye'); }
                  else { socket.send(Buffer.alloc(150000)); }
                });
                socket.on('close', code => console.log('close ' + code));
                socket.on('error', failure => console.log('' + failure));
                """,
                "ws://127.0.0.1:" + port() + path,
                ws.toString()));

    String extension = path.equals("/plain") ? "" : "permessage-deflate";
    assertThat(run.output().lines())
        .containsExactly("false 5008 " + extension, "true 150000 " + extension, "close 4004");
  }
}
