package weft.bench.peer;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.concurrent.locks.LockSupport;

/// Javalin on Jetty with virtual threads: routes, `Context`, JSON by its own mapper.
///
/// Argument: port.
public final class JavalinPeer {
  private JavalinPeer() {}

  /// Serves until the process is ended.
  public static void main(String[] arguments) {
    Javalin.create(JavalinPeer::configure).start("127.0.0.1", Integer.parseInt(arguments[0]));
  }

  private static void configure(JavalinConfig config) {
    config.concurrency.useVirtualThreads = true;
    config.startup.showJavalinBanner = false;
    config.routes.before(context -> context.header("Server", "javalin"));
    config.routes.get("/plaintext", context -> context.result("Hello, World!"));
    config.routes.get("/json", context -> context.json(Answers.Message.hello()));
    config.routes.get("/users/{id}", JavalinPeer::user);
    config.routes.get("/sleep", JavalinPeer::sleep);
    config.routes.post("/echo", JavalinPeer::echo);
  }

  private static void user(Context context) {
    context.json(Answers.User.of(Long.parseLong(context.pathParam("id"))));
  }

  private static void sleep(Context context) {
    LockSupport.parkNanos(Long.parseLong(context.queryParam("ms")) * 1_000_000);
    context.result("Hello, World!");
  }

  private static void echo(Context context) {
    context.contentType("application/octet-stream").result(context.bodyAsBytes());
  }
}
