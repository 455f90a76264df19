package weft.web;

import java.util.HashMap;
import java.util.Map;
import weft.http.WebSocketOptions;
import weft.web.routing.Route;

/// What answers the requests that open the sockets of a route.
record WebSocketRoute(WebSocketOptions options, WebSocketHandler handler) implements WebHandler {
  @Override
  public void handle(WebRequest request, WebResponse response) {
    Map<String, String> parameters = parameters(request);
    Map<Attribute<?>, Object> attributes = request.attributes();
    response
        .http()
        .webSocket(
            options,
            socket -> handler.handle(new WebSocketSession(socket, parameters, attributes)));
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
