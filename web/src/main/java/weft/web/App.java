package weft.web;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketOptions;
import weft.http.server.HttpCounters;
import weft.http.server.StopReport;
import weft.http.server.WebSocketCounters;
import weft.hub.HubsReport;
import weft.hub.tls.TlsConfigError;
import weft.hub.tls.TlsServer;
import weft.web.json.JacksonCodec;
import weft.web.json.JsonCodec;
import weft.web.options.ServerOptions;
import weft.web.routing.Route;
import weft.web.routing.TrailingSlash;
import weft.web.sse.EventCounters;

/// A web application: routes, filters, error answers and hooks, and the server that runs them.
///
/// ```java
/// void main() {
///   var app = App.create();
///   app.get("/", (req, res) -> res.text("Hello"));
///   app.run(8080);
/// }
/// ```
///
/// Configured by one thread, then started once; starting, stopping and asking are safe from any
/// thread.
public final class App implements Routes, AutoCloseable {
  private final RouteGroup root = new RouteGroup("", null);
  private final LifecycleHooks hooks = new LifecycleHooks();
  private final ReentrantLock lifecycle = new ReentrantLock();
  private final CompletableFuture<StopReport> ended = new CompletableFuture<>();
  private TrailingSlash trailingSlash = TrailingSlash.IGNORE;
  private @Nullable JsonCodec codec;
  private volatile @Nullable CompiledApp compiled;
  private volatile @Nullable RunningApp running;

  private App() {}

  /// An app without routes.
  public static App create() {
    return new App();
  }

  // Configuring.

  @Override
  public RouteSpec route(String method, String pattern, WebHandler handler) {
    return root.route(method, pattern, handler);
  }

  @Override
  public RouteSpec websocket(String pattern, WebSocketOptions options, WebSocketHandler handler) {
    return root.websocket(pattern, options, handler);
  }

  @Override
  public RouteGroup group(String prefix) {
    return root.group(prefix);
  }

  @Override
  public RouteGroup host(String host) {
    return root.host(host);
  }

  @Override
  public void mount(String prefix, App app) {
    root.mount(prefix, app);
  }

  @Override
  public void filter(Filter filter) {
    root.filter(filter);
  }

  @Override
  public void before(WebHandler handler) {
    root.before(handler);
  }

  @Override
  public void after(WebHandler handler) {
    root.after(handler);
  }

  @Override
  public <E extends Throwable> void error(Class<E> type, ErrorHandler<E> handler) {
    root.error(type, handler);
  }

  @Override
  public void error(int status, WebHandler handler) {
    root.error(status, handler);
  }

  /// Sets what happens to a path with a trailing slash too many or too few; ignored if not set.
  public void trailingSlash(TrailingSlash policy) {
    root.checkOpen();
    trailingSlash = Objects.requireNonNull(policy, "policy");
  }

  /// Sets how JSON is read and written; Jackson if not set.
  public void json(JsonCodec codec) {
    root.checkOpen();
    this.codec = Objects.requireNonNull(codec, "codec");
  }

  /// Does something before the first connection is accepted; in order of registration. When it
  /// throws, the app does not start. Register what ends it right behind it, by [#onShutdown].
  public void onStartup(LifecycleHook hook) {
    root.checkOpen();
    hooks.onStartup(hook);
  }

  /// Does something after the last request has been answered; in reverse order of registration.
  /// Also when a start fails, such as by an occupied port: then those run that were registered
  /// before the startup hook that threw, or all if none did.
  public void onShutdown(LifecycleHook hook) {
    root.checkOpen();
    hooks.onShutdown(hook);
  }

  // Asking.

  /// All routes, in order of registration, groups behind the routes of their owner.
  ///
  /// @throws IllegalArgumentException when routes cannot be together
  public List<Route> routes() {
    return compiled().router().routes();
  }

  /// The path of a named route.
  ///
  /// @param values one per path parameter, in order
  /// @throws IllegalArgumentException when there is no such route or the values do not fit
  public String url(String name, Object... values) {
    for (Route route : routes()) {
      if (name.equals(route.name())) {
        return route.pattern().path(values);
      }
    }
    throw new IllegalArgumentException("there is no route named '" + name + "'");
  }

  /// Where the started app listens.
  ///
  /// @throws IllegalStateException when it does not run
  public SocketAddress address() {
    return runningApp().server().address();
  }

  /// Where the started app listens for TLS, or null.
  ///
  /// @throws IllegalStateException when it does not run
  public @Nullable SocketAddress tlsAddress() {
    return runningApp().server().tlsAddress();
  }

  /// Reads certificates anew, for connections to come; those that are open go on. Happens by itself
  /// when their files change, and at SIGHUP.
  ///
  /// @return false when the app has no TLS
  /// @throws TlsConfigError when they cannot be used, or all have expired; then all stays as it was
  /// @throws IllegalStateException when it does not run
  public boolean reloadCertificates() throws TlsConfigError {
    TlsServer tls = runningApp().server().tls();
    if (tls != null) {
      tls.reload();
    }
    return tls != null;
  }

  /// What hubs the started app runs on.
  ///
  /// @throws IllegalStateException when it does not run
  public HubsReport hubs() {
    return runningApp().hubs().report();
  }

  /// What the server of the started app has counted: connections, requests, faults. Any thread.
  ///
  /// @throws IllegalStateException when it does not run
  public HttpCounters counters() {
    return runningApp().server().counters();
  }

  /// What the WebSockets of the started app have counted. Any thread.
  ///
  /// @throws IllegalStateException when it does not run
  public WebSocketCounters webSockets() {
    return runningApp().server().webSockets();
  }

  /// What the event streams of the started app have counted, over all routes and hubs. Any thread.
  ///
  /// @throws IllegalStateException when it does not run
  public EventCounters events() {
    return runningApp().events();
  }

  // Running.

  /// Runs until stopped by [#stop], or by SIGTERM or SIGINT, which let requests in flight finish; a
  /// second signal ends at once. SIGHUP reads certificates anew, or stops what was started in the
  /// foreground of a terminal that has gone.
  ///
  /// Variables (`WEFT_PORT` and so on) go before `port`. When the app cannot start, one line says
  /// why, with the stack of a bug behind it, and the process exits: with 2 for a wrong option, 1
  /// for anything else.
  ///
  /// @param port TCP port, 0 to 65535; 0 picks a free one
  public void run(int port) {
    run(ServerOptions.DEFAULTS.withPort(port));
  }

  /// Runs like [#run(int)] with flags of the command line, which go before variables; `--help`
  /// lists them.
  public void run(String... flags) {
    run(ServerOptions.DEFAULTS, flags);
  }

  /// Runs like [#run(int)] with options and flags; flags go before variables, variables before
  /// options.
  public void run(ServerOptions options, String... flags) {
    int code = new AppProcess(this, System.out, System.err).run(options, System.getenv(), flags);
    if (code != 0) {
      System.exit(code);
    }
  }

  /// Starts on a port and returns; neither variables nor signals count.
  ///
  /// @param port TCP port, 0 to 65535; 0 picks a free one
  /// @throws IOException when it cannot listen there
  public App start(int port) throws IOException {
    return start(ServerOptions.DEFAULTS.withPort(port));
  }

  /// Starts and returns; neither variables nor signals count.
  ///
  /// @throws IOException when it cannot listen
  /// @throws IllegalArgumentException when routes cannot be together
  /// @throws IllegalStateException when it was started before
  public App start(ServerOptions options) throws IOException {
    try {
      var _ = launch(options);
      return this;
    } catch (StartupHookFailed failed) {
      throw failed.rethrown();
    }
  }

  /// Starts, and tells a hook's failure from one of the server.
  RunningApp launch(ServerOptions options) throws IOException, StartupHookFailed {
    lifecycle.lock();
    try {
      if (running != null || ended.isDone()) {
        throw new IllegalStateException("the app was started before");
      }
      CompiledApp fixed = compiled();
      root.close();
      compiled = fixed;
      RunningApp started = RunningApp.start(options, fixed, hooks);
      running = started;
      return started;
    } finally {
      lifecycle.unlock();
    }
  }

  /// Stops: accepts nothing new, lets requests in flight finish, runs the shutdown hooks. Waits, so
  /// it is not for handlers: they are in flight themselves.
  ///
  /// @param grace how long requests in flight may take; what is left then is cut
  /// @return what became of them
  /// @throws IllegalStateException when it does not run; whatever else is thrown, it does not run
  ///   any more
  public StopReport stop(Duration grace) {
    lifecycle.lock();
    try {
      return stop(runningApp(), grace);
    } finally {
      lifecycle.unlock();
    }
  }

  private StopReport stop(RunningApp app, Duration grace) {
    try {
      StopReport report = app.stop(grace, hooks);
      running = null;
      ended.complete(report);
      return report;
    } catch (RuntimeException | Error failed) {
      running = null;
      // Whoever waits for the end must not wait for ever.
      ended.completeExceptionally(failed);
      throw failed;
    }
  }

  /// Stops without grace if it runs.
  @Override
  public void close() {
    stopIfRunning(Duration.ZERO);
  }

  /// Stops unless someone else did.
  void stopIfRunning(Duration grace) {
    lifecycle.lock();
    try {
      if (running != null) {
        stop(grace);
      }
    } finally {
      lifecycle.unlock();
    }
  }

  /// How the stop went, or why it failed, once it is over.
  Future<StopReport> end() {
    return ended;
  }

  boolean isRunning() {
    return running != null;
  }

  RouteGroup root() {
    return root;
  }

  private CompiledApp compiled() {
    CompiledApp fixed = compiled;
    return fixed != null ? fixed : AppCompiler.compile(root, trailingSlash, codec());
  }

  private JsonCodec codec() {
    if (codec == null) {
      codec = new JacksonCodec();
    }
    return codec;
  }

  private RunningApp runningApp() {
    RunningApp app = running;
    if (app == null) {
      throw new IllegalStateException("the app does not run");
    }
    return app;
  }
}
