package weft.verify.wire;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import weft.http.Handler;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.Request;
import weft.http.Response;
import weft.http.server.HttpServer;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.hub.Hubs;
import weft.hub.SchedulerChoice;

/// A real server on one hub that answers with what it was asked: method, path and body length, in
/// the field X-Echo and in the body.
///
/// The body is read first, but not for paths that begin with `/early`.
public final class EchoServer implements AutoCloseable {
  private final Hubs hubs;
  private final HttpServer server;

  private EchoServer(Hubs hubs, HttpServer server) {
    this.hubs = hubs;
    this.server = server;
  }

  /// Starts a server on a free port of the loopback address; the test is skipped where the back-end
  /// is not to be had.
  public static EchoServer start(BackendChoice backend) throws IOException {
    return start(backend, SchedulerChoice.AUTO, HttpLimits.DEFAULTS);
  }

  /// Starts a server with a scheduler and limits.
  public static EchoServer start(
      BackendChoice backend, SchedulerChoice scheduler, HttpLimits limits) throws IOException {
    HubOptions hubs = HubOptions.DEFAULTS.withHubs(1).withBackend(backend).withScheduler(scheduler);
    return start(hubs, HttpOptions.DEFAULTS.withLimits(limits), EchoServer::echo);
  }

  /// Starts a server with options and a handler of its own.
  ///
  /// @param httpOptions the address is replaced by a free port of the loopback address
  public static EchoServer start(HubOptions hubOptions, HttpOptions httpOptions, Handler handler)
      throws IOException {
    Hubs hubs = startHubs(hubOptions);
    try {
      HttpOptions local =
          httpOptions.withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return new EchoServer(hubs, HttpServer.start(hubs, local, handler));
    } catch (IOException | RuntimeException refused) {
      hubs.close();
      throw refused;
    }
  }

  private static Hubs startHubs(HubOptions options) {
    try {
      return Hubs.start(options);
    } catch (IOException refused) {
      return abort("no " + options.backend() + " here: " + refused.getMessage());
    }
  }

  /// Answers with method, path and body length.
  public static void echo(Request request, Response response) throws IOException {
    long length = 0;
    if (!request.path().startsWith("/early")) {
      length = request.body().bytes().length;
    }
    String echo = request.method() + " " + request.path() + " " + length;
    response.header("X-Echo", echo);
    response.send((echo + "\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Where it listens.
  public SocketAddress address() {
    return server.address();
  }

  /// The server.
  public HttpServer server() {
    return server;
  }

  /// Its hub.
  public Hubs hubs() {
    return hubs;
  }

  @Override
  public void close() {
    server.stop(Duration.ofSeconds(2));
    hubs.close();
  }
}
