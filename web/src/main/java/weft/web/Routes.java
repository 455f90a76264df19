package weft.web;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import weft.http.WebSocketOptions;
import weft.web.files.FileFolder;
import weft.web.files.FileOptions;
import weft.web.files.StaticFiles;
import weft.web.sse.EventHandler;
import weft.web.sse.SseOptions;

/// Where routes, filters and error answers are registered: an [App] or a part of it.
///
/// A filter counts for all routes of its app or group, whether registered before or after it, and
/// for the answers where these have the path but not the method; filters run in the order of
/// registration, those of the app first. Everything is fixed when the app starts; registering later
/// throws `IllegalStateException`, and null in place of a handler or filter `NullPointerException`.
///
/// Confined to the thread that configures.
public sealed interface Routes permits App, RouteGroup {
  /// Answers a method and a path.
  ///
  /// @param method a token, upper case for all that are in the registry
  /// @param pattern see [weft.web.routing.PathPattern]; empty for the group's own prefix
  /// @throws IllegalArgumentException naming the method or pattern and what is wrong with it
  RouteSpec route(String method, String pattern, WebHandler handler);

  /// Answers GET, and HEAD where that has no route of its own.
  default RouteSpec get(String pattern, WebHandler handler) {
    return route("GET", pattern, handler);
  }

  /// Answers HEAD.
  default RouteSpec head(String pattern, WebHandler handler) {
    return route("HEAD", pattern, handler);
  }

  /// Answers POST.
  default RouteSpec post(String pattern, WebHandler handler) {
    return route("POST", pattern, handler);
  }

  /// Answers PUT.
  default RouteSpec put(String pattern, WebHandler handler) {
    return route("PUT", pattern, handler);
  }

  /// Answers PATCH, RFC 5789.
  default RouteSpec patch(String pattern, WebHandler handler) {
    return route("PATCH", pattern, handler);
  }

  /// Answers DELETE.
  default RouteSpec delete(String pattern, WebHandler handler) {
    return route("DELETE", pattern, handler);
  }

  /// Answers OPTIONS, which is otherwise answered with the methods of the path.
  default RouteSpec options(String pattern, WebHandler handler) {
    return route("OPTIONS", pattern, handler);
  }

  /// Answers QUERY: safe like GET, with a body.
  default RouteSpec query(String pattern, WebHandler handler) {
    return route("QUERY", pattern, handler);
  }

  /// Answers GET and HEAD below a prefix with the files of a folder. Routes that fit a path better
  /// go before.
  ///
  /// @param prefix a pattern that does not end with a slash; empty or `/` for everything
  /// @throws IllegalArgumentException when there is no such folder
  default RouteSpec files(String prefix, Path folder) {
    return files(prefix, folder, FileOptions.DEFAULTS);
  }

  /// Answers GET and HEAD below a prefix with the files of a folder, as options say.
  default RouteSpec files(String prefix, Path folder, FileOptions options) {
    return files(prefix, FileFolder.of(folder), options);
  }

  /// Answers GET and HEAD below a prefix with the files of a folder, which may be one of the class
  /// path, as options say.
  default RouteSpec files(String prefix, FileFolder folder, FileOptions options) {
    return FileRoute.register(this, prefix, new StaticFiles(folder, options));
  }

  /// Answers GET with server-sent events.
  default RouteSpec sse(String pattern, EventHandler handler) {
    return sse(pattern, SseOptions.DEFAULTS, handler);
  }

  /// Answers GET with server-sent events, by options.
  default RouteSpec sse(String pattern, SseOptions options, EventHandler handler) {
    Objects.requireNonNull(handler, "handler");
    return sse(pattern, options, (_, events) -> handler.handle(events));
  }

  /// Answers GET with server-sent events that depend on the request.
  default RouteSpec sse(String pattern, SseHandler handler) {
    return sse(pattern, SseOptions.DEFAULTS, handler);
  }

  /// Answers GET with server-sent events that depend on the request, by options.
  default RouteSpec sse(String pattern, SseOptions options, SseHandler handler) {
    return get(pattern, new SseRoute(options, handler));
  }

  /// Opens WebSockets, over HTTP/1.1 and HTTP/2 ([RFC
  /// 8441](https://www.rfc-editor.org/rfc/rfc8441)). Filters run before a socket is opened; a
  /// filter that answers or throws keeps it from being opened. The handler runs on the connection's
  /// hub.
  ///
  /// @param pattern see [weft.web.routing.PathPattern]
  default RouteSpec websocket(String pattern, WebSocketHandler handler) {
    return websocket(pattern, WebSocketOptions.DEFAULTS, handler);
  }

  /// Opens WebSockets with options of their own.
  RouteSpec websocket(String pattern, WebSocketOptions options, WebSocketHandler handler);

  /// A part whose paths begin with a prefix, with filters of its own.
  ///
  /// @param prefix a pattern that does not end with a slash; empty for none
  RouteGroup group(String prefix);

  /// Registers a part whose paths begin with a prefix.
  default void group(String prefix, Consumer<RouteGroup> registration) {
    registration.accept(group(prefix));
  }

  /// A part that answers for one host only.
  ///
  /// @param host a name such as `api.example.com`, or `*.example.com` for all below
  RouteGroup host(String host);

  /// Puts another app under a prefix, with its filters and error answers; its hooks, codec and
  /// trailing-slash policy do not count there.
  ///
  /// @throws IllegalArgumentException when that app holds the place it would get, so that it would
  ///   be in itself
  void mount(String prefix, App app);

  /// Puts a filter around all routes here.
  void filter(Filter filter);

  /// Runs something before all routes here; when it has answered, the rest is left out.
  void before(WebHandler handler);

  /// Runs something after all routes here, also after error answers, before the response is sent.
  /// It may change the response unless that was streamed: then everything has been sent, and a
  /// change throws `IllegalStateException`; see [WebResponse#beforeHead].
  void after(WebHandler handler);

  /// Answers what handlers and filters here throw. Of several types the closest superclass counts;
  /// of several parts, the innermost that has one.
  <E extends Throwable> void error(Class<E> type, ErrorHandler<E> handler);

  /// Answers errors of a status that would else be answered with a problem: by
  /// [weft.http.HttpError], [ProblemError], for lack of a route, or 500. It finds that problem in
  /// the response.
  ///
  /// @param status 400 to 599
  void error(int status, WebHandler handler);
}
