package weft.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.transport.Transport;
import java.util.Objects;

/// Vert.x core: one event loop and a request handler that looks at the path itself.
///
/// Speaks HTTP/1.1 and HTTP/2. Arguments: port, `uring`, `epoll` or `nio`; for TLS also `openssl`
/// or `jdk`, certificate, key; for files the folder that has them.
public final class VertxPeer {
  private static final CharSequence SERVER = HttpHeaders.createOptimized("vert.x");
  private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence BYTES = HttpHeaders.createOptimized("application/octet-stream");
  private static final Buffer PLAINTEXT = Buffer.buffer(Answers.plaintext());

  private static final String FILES = "/files/";

  /// How many arguments there are with TLS.
  private static final int TLS_ARGUMENTS = 5;

  private final Vertx vertx;
  private final String files;

  /// Renewed once per second; confined to the event loop.
  private CharSequence date = HttpHeaders.createOptimized(Answers.date());

  private VertxPeer(Vertx vertx, String files) {
    this.vertx = vertx;
    this.files = files;
  }

  /// Serves until the process is ended.
  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    Transport transport = transport(arguments.length > 1 ? arguments[1] : "nio");
    if (!transport.available()) {
      throw new IllegalStateException(transport.name() + ": " + transport.unavailabilityCause());
    }
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(1))
            .withTransport(transport)
            .build();
    var peer = new VertxPeer(vertx, arguments.length > 2 ? arguments[2] : "");
    vertx.runOnContext(_ -> peer.serve(options(port, arguments)));
  }

  private static Transport transport(String name) {
    return switch (name) {
      case "uring" -> Transport.IO_URING;
      case "epoll" -> Transport.EPOLL;
      case "nio" -> Transport.NIO;
      default -> throw new IllegalArgumentException(name + " is not uring, epoll or nio");
    };
  }

  private static HttpServerOptions options(int port, String[] arguments) {
    var options =
        new HttpServerOptions().setHost("127.0.0.1").setPort(port).setAcceptBacklog(16384);
    if (arguments.length < TLS_ARGUMENTS) {
      return options;
    }
    boolean openssl = arguments[2].equals("openssl");
    if (openssl && !OpenSSLEngineOptions.isAvailable()) {
      throw new IllegalStateException("netty-tcnative does not load");
    }
    return options
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(
            new PemKeyCertOptions().setCertPath(arguments[3]).setKeyPath(arguments[4]))
        .setSslEngineOptions(openssl ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions());
  }

  private void serve(HttpServerOptions options) {
    vertx.setPeriodic(1000, _ -> date = HttpHeaders.createOptimized(Answers.date()));
    vertx
        .createHttpServer(options)
        .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
        .requestHandler(this::handle)
        .listen();
  }

  private void handle(HttpServerRequest request) {
    String path = Objects.requireNonNullElse(request.path(), "");
    switch (path) {
      case "/plaintext" -> respond(request, TEXT, PLAINTEXT);
      case "/json" ->
          respond(request, JSON, new JsonObject().put("message", "Hello, World!").toBuffer());
      case "/echo" -> echo(request);
      case "/sleep" -> sleep(request);
      default -> {
        if (path.startsWith(FILES)) {
          HttpServerResponse response = request.response();
          response.headers().add(HttpHeaders.SERVER, SERVER).add(HttpHeaders.DATE, date);
          var _ = response.sendFile(files + "/" + path.substring(FILES.length()));
        } else if (path.startsWith(Answers.USERS)) {
          long id = Long.parseLong(path.substring(Answers.USERS.length()));
          var user = new JsonObject().put("id", id).put("name", "user " + id);
          respond(request, JSON, user.toBuffer());
        } else {
          request.response().setStatusCode(404).end();
        }
      }
    }
  }

  private void echo(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      request.response().setStatusCode(405).end();
      return;
    }
    request.body().onSuccess(body -> respond(request, BYTES, body));
  }

  private void sleep(HttpServerRequest request) {
    long millis = Long.parseLong(request.getParam("ms"));
    vertx.setTimer(millis, _ -> respond(request, TEXT, PLAINTEXT));
  }

  private void respond(HttpServerRequest request, CharSequence type, Buffer body) {
    HttpServerResponse response = request.response();
    response
        .headers()
        .add(HttpHeaders.SERVER, SERVER)
        .add(HttpHeaders.DATE, date)
        .add(HttpHeaders.CONTENT_TYPE, type);
    var _ = response.end(body);
  }
}
