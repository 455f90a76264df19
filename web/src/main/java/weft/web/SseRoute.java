package weft.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.web.sse.EventCounters;
import weft.web.sse.EventRoute;
import weft.web.sse.SseOptions;

/// A route of server-sent events as HTTP sees it.
final class SseRoute implements WebHandler, Stoppable {
  private static final String EVENT_STREAM = "text/event-stream";

  private final SseOptions options;
  private final EventRoute route;
  private final SseHandler handler;

  SseRoute(SseOptions options, SseHandler handler) {
    this.options = options;
    this.route = new EventRoute(options);
    this.handler = Objects.requireNonNull(handler, "handler");
  }

  @Override
  public void handle(WebRequest request, WebResponse response) throws Exception {
    if (response.header("cache-control") == null) {
      response.header("Cache-Control", "no-store");
    }
    // Asks nginx and others to pass events on as they come.
    response.header("X-Accel-Buffering", "no");
    tellOrigin(request.header("origin"), response);
    if (request.method().equals("HEAD")) {
      response.contentType(EVENT_STREAM).status(200);
      return;
    }
    boolean whole =
        route.run(
            response.endingStream(EVENT_STREAM, -1),
            response.http()::writable,
            response.http()::clientGone,
            request.services.codec(),
            lastEventId(request.header("last-event-id")),
            events -> handler.handle(request, events));
    if (!whole) {
      response.http().abort();
    }
  }

  /// Tells a browser whether a page of another site may read the events. EventSource asks without a
  /// preflight. https://fetch.spec.whatwg.org/#http-cors-protocol
  private void tellOrigin(@Nullable String origin, WebResponse response) {
    if (options.dependsOnOrigin()) {
      response.addHeader("Vary", "Origin");
    }
    String allowed = options.allowedOrigin(origin);
    if (allowed != null) {
      response.header("Access-Control-Allow-Origin", allowed);
      if (options.credentials()) {
        response.header("Access-Control-Allow-Credentials", "true");
      }
    }
  }

  /// The id is UTF-8 in the field, which HTTP reads as Latin-1.
  private static String lastEventId(@Nullable String field) {
    return field == null ? "" : new String(field.getBytes(ISO_8859_1), UTF_8);
  }

  EventCounters counters() {
    return route.counters();
  }

  @Override
  public void stop() {
    route.stop();
  }
}
