package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import weft.http.HttpError;
import weft.http.WebSocketClose;
import weft.http.WebSocketOptions;
import weft.web.routing.Route;

/// What answers the requests that open the sockets of a route.
record WebSocketRoute(WebSocketOptions options, WebSocketHandler handler) implements WebHandler {
  WebSocketRoute {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(handler, "handler");
  }

  @Override
  public void handle(WebRequest request, WebResponse response) {
    Map<String, String> parameters = parameters(request);
    Map<Attribute<?>, Object> attributes = request.attributes();
    response
        .http()
        .webSocket(options, socket -> run(new WebSocketSession(socket, parameters, attributes)));
  }

  /// What would be answered with 4xx elsewhere, such as a parameter that does not fit, is the
  /// client's fault here, too.
  private void run(WebSocketSession socket) throws Exception {
    try {
      handler.handle(socket);
    } catch (ProblemError refusal) {
      refuse(socket, refusal.problem(), refusal);
    } catch (HttpError refusal) {
      refuse(socket, Problem.of(refusal.status(), refusal.detail()), refusal);
    }
  }

  private static void refuse(WebSocketSession socket, Problem problem, RuntimeException refusal) {
    if (problem.status() >= 500) {
      throw refusal;
    }
    String detail = problem.detail();
    socket.close(WebSocketClose.POLICY_VIOLATION, cut(detail == null ? problem.title() : detail));
  }

  /// As much of a text as a Close frame has room for, whole characters.
  private static String cut(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    int end = Math.min(bytes.length, WebSocketClose.REASON_BYTES_MAX);
    while (end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, UTF_8);
  }

  private static Map<String, String> parameters(WebRequest request) {
    Route route = request.route();
    if (route == null || route.pattern().names().isEmpty()) {
      return Map.of();
    }
    Map<String, String> parameters = new HashMap<>();
    for (String name : route.pattern().names()) {
      parameters.put(name, request.path(name).asString());
    }
    return Map.copyOf(parameters);
  }
}
