package weft.bench.peer;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.util.concurrent.locks.LockSupport;

/// Helidon SE: a virtual thread per connection, blocking handlers.
///
/// Speaks HTTP/1.1 and HTTP/2. Argument: port.
public final class HelidonPeer {
  private static final Header SERVER = HeaderValues.createCached(HeaderNames.SERVER, "helidon");
  private static final Header TEXT =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain");
  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
  private static final Header BYTES =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/octet-stream");
  private static final byte[] PLAINTEXT = Answers.plaintext();

  private HelidonPeer() {}

  /// Serves until the process is ended.
  public static void main(String[] arguments) {
    WebServer.builder()
        .host("127.0.0.1")
        .port(Integer.parseInt(arguments[0]))
        .backlog(16384)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .routing(HelidonPeer::routes)
        .addRouting(WsRouting.builder().endpoint("/ws/echo", new EchoListener()))
        .build()
        .start();
  }

  private static void routes(HttpRouting.Builder routing) {
    routing
        .get("/plaintext", (_, response) -> respond(response, TEXT, PLAINTEXT))
        .get("/json", (_, response) -> respond(response, JSON, Answers.json()))
        .get("/users/{id}", HelidonPeer::user)
        .get("/sleep", HelidonPeer::sleep)
        .post("/echo", HelidonPeer::echo);
  }

  /// Sends messages back.
  private static final class EchoListener implements WsListener {
    @Override
    public void onMessage(WsSession session, String text, boolean last) {
      session.send(text, last);
    }
  }

  private static void user(ServerRequest request, ServerResponse response) {
    String id = request.path().pathParameters().get("id");
    respond(response, JSON, Answers.user(id));
  }

  private static void sleep(ServerRequest request, ServerResponse response) {
    long millis = Long.parseLong(request.query().get("ms"));
    LockSupport.parkNanos(millis * 1_000_000);
    respond(response, TEXT, PLAINTEXT);
  }

  private static void echo(ServerRequest request, ServerResponse response) {
    respond(response, BYTES, request.content().as(byte[].class));
  }

  private static void respond(ServerResponse response, Header type, byte[] body) {
    response.header(SERVER);
    response.header(type);
    response.send(body);
  }
}
