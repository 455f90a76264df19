package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.Http2Options;
import weft.http.HttpOptions;
import weft.http.WebSocket;
import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.http.WebSocketMessageStream;
import weft.http.WebSocketOptions;
import weft.http.client.ClientOptions;
import weft.http.client.ClientProtocol;
import weft.http.client.HttpClient;
import weft.http.client.Proxies;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.hub.tls.TlsClientOptions;
import weft.verify.wire.EchoServer;

/// WebSockets as streams of HTTP/2 (RFC 8441), by node's client and its server, which show streams
/// as they are.
@Tag("interop")
@Timeout(120)
final class WebSocketOverHttp2InteropTest {
  /// Frames are masked by a key of zeros, which leaves them as they are.
  private static final String SCRIPT =
      """
      const http2 = require('http2');
      const client = http2.connect('http://127.0.0.1:' + process.argv[1]);
      function frame(first, payload) {
        const head = payload.length < 126
            ? Buffer.from([first, 0x80 | payload.length])
            : Buffer.from([first, 0xff, 0, 0, 0, 0, ...[24, 16, 8, 0].map(
                shift => (payload.length >> shift) & 255)]);
        return Buffer.concat([head, Buffer.alloc(4), payload]);
      }
      function open(path, headers, received, answered) {
        const stream = client.request({
          ':method': 'CONNECT', ':protocol': 'websocket', ':path': path, ':scheme': 'http',
          ':authority': 'x', 'sec-websocket-version': '13', ...headers});
        let all = Buffer.alloc(0);
        stream.on('response', head => answered(head, stream));
        stream.on('data', data => { all = Buffer.concat([all, data]); received(all, stream); });
        stream.on('end', () => {
          if (path === '/large' || path === '/left') console.log(path + ' ended ' + all.length);
          stream.end();
        });
        stream.on('error', failure => console.log(path + ' ' + failure.code));
        return stream;
      }
      client.once('remoteSettings', settings => {
        console.log('connect ' + settings.enableConnectProtocol);
        open('/refused', {origin: 'http://evil'}, () => {}, head => {
          console.log('refused ' + head[':status']);
          open('/gone', {}, (all, stream) => stream.close(8), (head, stream) => {
            console.log('gone ' + head[':status']);
            stream.write(frame(0x81, Buffer.from('hello')));
          }).on('close', large);
        });
      });
      function large() {
        const payload = Buffer.alloc(900000, 'x');
        open('/large', {}, (all, stream) => {
          if (all.length >= payload.length && !stream.told) {
            stream.told = true;
            stream.write(frame(0x88, Buffer.from([3, 0xe8])));
          }
        }, (head, stream) => stream.write(frame(0x82, payload)))
            .on('close', streamed);
      }
      function streamed() {
        open('/streamed', {}, (all, stream) => {
          if (all.length === 3) {
            // Nobody reads on: most of it must wait here.
            setTimeout(() => {
              console.log('held back ' + (stream.writableLength > 8000000));
              open('/go', {}, () => {}, (head, other) => other.close());
            }, 300);
          } else if (all.length === 12) {
            console.log('streamed ' + all.subarray(5));
            stream.write(frame(0x88, Buffer.from([3, 0xe8])));
          }
        }, (head, stream) => {
          stream.write(frame(0x82, Buffer.alloc(10000000, 'y')));
        }).on('close', () => open('/left', {}, (all, stream) => {
              if (all[0] === 0x88) {
                console.log('left ' + (all[2] * 256 + all[3]));
                stream.write(frame(0x88, Buffer.from([3, 0xe9])));
              }
            }, () => {}).on('close', () => client.close()));
      }
      """;

  private final CompletableFuture<String> gone = new CompletableFuture<>();
  private final CompletableFuture<String> go = new CompletableFuture<>();
  private final CompletableFuture<String> left = new CompletableFuture<>();

  @ParameterizedTest
  @EnumSource(
      value = BackendChoice.class,
      names = {"URING", "EPOLL", "NIO"})
  void streamsAreSockets(BackendChoice backend) throws Exception {
    Tool.path("node");
    try (EchoServer server =
        EchoServer.start(
            HubOptions.DEFAULTS.withHubs(1).withBackend(backend),
            HttpOptions.DEFAULTS.withHttp2(Http2Options.DEFAULTS.withExtendedConnect(true)),
            (request, response) -> response.webSocket(WebSocketOptions.DEFAULTS, this::serve))) {
      int port = ((InetSocketAddress) server.address()).getPort();
      CompletableFuture<Tool.Run> run = new CompletableFuture<>();
      Thread.ofPlatform()
          .start(() -> {
            try {
              run.complete(Tool.run("node", List.of("-e", SCRIPT, "" + port)));
            } catch (IOException | InterruptedException failed) {
              run.completeExceptionally(failed);
            }
          });

      assertThat(gone.get(20, TimeUnit.SECONDS)).isEqualTo("1006");
      left.get(20, TimeUnit.SECONDS);
      assertThat(server.server().stop(Duration.ofSeconds(20)).isClean()).isTrue();

      assertThat(run.get(60, TimeUnit.SECONDS).output().lines())
          .containsExactly(
              "connect true",
              "refused 403",
              "gone 200",
              "/large ended 900112",
              "held back true",
              "streamed 9999999",
              "left 1001",
              "/left ended 4");
    }
  }

  @Test
  void nodeTakesSocketsOfOurClient(@TempDir Path folder) throws Exception {
    ClientOptions options =
        ClientOptions.DEFAULTS
            .withProxies(Proxies.NONE)
            .withTls(
                TlsClientOptions.DEFAULTS.withTrustAnchors(
                    List.of(ForeignServer.certificate(folder).certificateFile())));
    try (ForeignServer node = ForeignServer.start(ForeignServer.Kind.NODE, folder);
        HttpClient prior = HttpClient.open(options.withProtocol(ClientProtocol.HTTP_2));
        HttpClient secure = HttpClient.open(options)) {
      talk(prior, node.prior().replace("http:", "ws:"));
      talk(secure, node.secure().replace("https:", "wss:"));
    }
  }

  private static void talk(HttpClient client, String uri) throws IOException {
    WebSocket one = client.webSocket(uri + "/one", WebSocketOptions.DEFAULTS);
    WebSocket two = client.webSocket(uri + "/two", WebSocketOptions.DEFAULTS);
    one.send("to one");
    two.send("to two");

    for (WebSocket socket : List.of(two, one)) {
      WebSocketMessage message = socket.receive();
      assertThat(message).isNotNull();
      assertThat(message.text()).isEqualTo(socket == one ? "to one" : "to two");
      assertThat(socket.request().version()).isEqualTo("HTTP/2");
      socket.close(4001, "done");
      assertThat(socket.receive()).isNull();
      assertThat(socket.closed()).isEqualTo(new WebSocketClose(4001, "done", false));
    }
    assertThat(client.counters().connectionsOpened()).isOne();
  }

  /// Begins to read, lets the client wait, and reads on.
  private void streamed(WebSocket socket) throws IOException {
    try (WebSocketMessageStream message = socket.receiveStream(Long.MAX_VALUE)) {
      assertThat(message).isNotNull();
      socket.send("" + (char) message.read());
      go.join();
      socket.send("" + message.transferTo(OutputStream.nullOutputStream()));
    }
  }

  private void serve(WebSocket socket) throws IOException {
    String path = socket.request().path();
    if (path.equals("/left")) {
      left.complete("open");
    }
    if (path.equals("/streamed")) {
      streamed(socket);
    } else if (path.equals("/go")) {
      go.complete("");
    }
    for (WebSocketMessage message : socket) {
      if (message.isText()) {
        socket.send(message.text());
      } else {
        socket.send(message.bytes());
      }
    }
    if (path.equals("/gone")) {
      var how = socket.closed();
      gone.complete("" + (how == null ? "open" : how.code()));
    }
  }
}
