package weft.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import weft.http.HttpOptions;
import weft.http.server.HttpServer;
import weft.http.server.StopReport;
import weft.hub.Hubs;
import weft.hub.tls.TlsServer;
import weft.web.options.HttpsSettings;
import weft.web.options.ServerOptions;
import weft.web.routing.Route;
import weft.web.sse.EventCounters;

/// The server of a started app, and the hubs it runs on.
record RunningApp(Hubs hubs, HttpServer server, List<Stoppable> stoppables) {
  private static final System.Logger LOG = System.getLogger("weft.web");

  /// Starts hubs, runs the hooks, then listens.
  static RunningApp start(ServerOptions options, CompiledApp app, LifecycleHooks hooks)
      throws IOException, StartupHookFailed {
    warnOfUnusedCertificate(options.https());
    // Beside the start of the hubs, on a thread of its own: it takes most of the time a start
    // takes.
    FutureTask<@Nullable Void> warmUp = new FutureTask<>(app.codec()::warmUp, null);
    Thread.ofPlatform().daemon().name("weft-warm-up").start(warmUp);
    Hubs hubs = Hubs.start(options.hubs());
    try {
      hooks.startUp();
      await(warmUp, "the JSON codec does not work");
      AppHandler handler = new AppHandler(app, hubs.offload(), options);
      HttpServer server =
          options.https().redirects()
              ? startRedirecting(
                  hubs, options, app, new HttpsRedirect(handler, app.router().routes()))
              : HttpServer.start(hubs, http(options, app), handler);
      watchCertificates(server);
      return new RunningApp(hubs, server, app.stoppables());
    } catch (IOException | StartupHookFailed | RuntimeException | Error e) {
      try {
        hooks.shutDown();
      } finally {
        hubs.close();
      }
      throw e;
    }
  }

  private static void warnOfUnusedCertificate(HttpsSettings https) {
    if (!https.isOn() && !https.isForDevelopment()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "nothing listens for TLS, though there is a certificate: the TLS port is off");
    }
  }

  private static HttpServer startRedirecting(
      Hubs hubs, ServerOptions options, CompiledApp app, HttpsRedirect redirect)
      throws IOException {
    HttpServer server = HttpServer.start(hubs, http(options, app), redirect);
    int port = options.https().redirectPort();
    if (port == 0 && server.tlsAddress() instanceof InetSocketAddress listening) {
      port = listening.getPort();
    }
    redirect.begin(port);
    return server;
  }

  /// Options for this app: routes for WebSockets want CONNECT over HTTP/2.
  private static HttpOptions http(ServerOptions options, CompiledApp app) throws IOException {
    HttpOptions http = options.effectiveHttp();
    for (Route route : app.router().routes()) {
      if (route.method().equals("CONNECT")) {
        return http.withHttp2(http.http2().withExtendedConnect(true));
      }
    }
    return http;
  }

  private static void watchCertificates(HttpServer server) {
    TlsServer tls = server.tls();
    if (tls != null) {
      tls.watch();
    }
  }

  /// Stops the server, runs the hooks, then ends the hubs, whatever fails on the way.
  StopReport stop(Duration grace, LifecycleHooks hooks) {
    try {
      stoppables.forEach(Stoppable::stop);
      return server.stop(grace);
    } catch (RuntimeException | Error failed) {
      server.close();
      throw failed;
    } finally {
      try {
        hooks.shutDown();
      } finally {
        hubs.close();
        stoppables.forEach(Stoppable::release);
      }
    }
  }

  /// What the event streams of all routes have counted.
  EventCounters events() {
    // An app may be mounted at several places.
    return stoppables.stream()
        .distinct()
        .filter(SseRoute.class::isInstance)
        .map(route -> ((SseRoute) route).counters())
        .reduce(EventCounters.NONE, EventCounters::plus);
  }

  /// Waits for a task and throws what it threw, wrapped unless the caller can throw it.
  static void await(Future<?> task, String message) throws IOException {
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting or stopping", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IllegalStateException(message, e.getCause());
      }
    }
  }
}
