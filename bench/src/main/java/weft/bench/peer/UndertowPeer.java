package weft.bench.peer;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.PathTemplateMatch;
import io.undertow.util.SameThreadExecutor;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.xnio.Options;

/// Undertow core: one I/O thread that runs the handlers, none of which blocks.
///
/// Arguments: port, `h2c` to speak HTTP/2 too.
public final class UndertowPeer {
  private static final String TEXT = "text/plain";
  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";
  private static final ByteBuffer PLAINTEXT =
      ByteBuffer.allocateDirect(Answers.plaintext().length).put(Answers.plaintext()).flip();

  private UndertowPeer() {}

  /// Serves until the process is ended.
  public static void main(String[] arguments) {
    HttpHandler routes =
        Handlers.path()
            .addExactPath("/plaintext", UndertowPeer::plaintext)
            .addExactPath("/json", exchange -> respond(exchange, JSON, Answers.json()))
            .addExactPath("/echo", UndertowPeer::echo)
            .addExactPath("/sleep", UndertowPeer::sleep)
            .addPrefixPath("/", Handlers.routing().get("/users/{id}", UndertowPeer::user));
    boolean http2 = arguments.length > 1 && arguments[1].equals("h2c");
    Undertow.builder()
        .addHttpListener(Integer.parseInt(arguments[0]), "127.0.0.1")
        .setIoThreads(1)
        .setWorkerThreads(1)
        .setSocketOption(Options.BACKLOG, 16384)
        .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
        .setServerOption(UndertowOptions.ENABLE_HTTP2, http2)
        .setHandler(Handlers.header(routes, Headers.SERVER_STRING, "undertow"))
        .build()
        .start();
  }

  private static void plaintext(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, TEXT);
    exchange.getResponseSender().send(PLAINTEXT.duplicate());
  }

  private static void user(HttpServerExchange exchange) {
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    respond(exchange, JSON, Answers.user(match.getParameters().getOrDefault("id", "")));
  }

  private static void echo(HttpServerExchange exchange) {
    exchange
        .getRequestReceiver()
        .receiveFullBytes((received, body) -> respond(received, BYTES, body));
  }

  private static void sleep(HttpServerExchange exchange) {
    Deque<String> values = exchange.getQueryParameters().getOrDefault("ms", new ArrayDeque<>());
    long millis = Long.parseLong(values.getFirst());
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            exchange
                .getIoThread()
                .executeAfter(() -> plaintext(exchange), millis, TimeUnit.MILLISECONDS));
  }

  private static void respond(HttpServerExchange exchange, String type, byte[] body) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }
}
