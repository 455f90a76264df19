package weft.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import weft.http.WebSocketBroadcast;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.WebSocketPolicy;
import weft.web.WebSocketSession;
import weft.web.json.JacksonCodec;
import weft.web.json.JsonCodec;

/// Rooms in which everybody hears what anybody says. Nothing is kept.
final class ChatRooms {
  /// Whoever is slow misses the oldest of what was said, and delays nobody.
  static final WebSocketOptions OPTIONS =
      WebSocketOptions.DEFAULTS
          .withLimits(16 * 1024, 16 * 1024)
          .withSlowPeer(WebSocketPolicy.DROP_OLDEST, 64 * 1024);

  private static final int NAME_LENGTH_MAX = 40;

  private final Map<String, Set<WebSocketSession>> rooms = new ConcurrentHashMap<>();
  private final JsonCodec codec = new JacksonCodec();

  /// What everybody in a room hears.
  ///
  /// @param kind `said` or `note`
  record Line(String kind, String from, String text) {}

  /// One visitor, until it leaves.
  void visit(WebSocketSession socket) throws IOException {
    String room = socket.path("room").asString();
    String name = name(socket);
    Set<WebSocketSession> visitors = enter(room, socket);
    try {
      tell(visitors, new Line("note", name, "has come; " + visitors.size() + " here"));
      for (WebSocketMessage message : socket) {
        if (message.isText()) {
          tell(visitors, new Line("said", name, message.text()));
        }
      }
    } finally {
      leave(room, socket);
      tell(visitors, new Line("note", name, "has left"));
    }
  }

  private static String name(WebSocketSession socket) {
    String name = socket.query("name").orElse("guest").asString().strip();
    return name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX));
  }

  private Set<WebSocketSession> enter(String room, WebSocketSession socket) {
    return rooms.compute(
        room,
        (_, present) -> {
          Set<WebSocketSession> visitors =
              present == null ? ConcurrentHashMap.newKeySet() : present;
          visitors.add(socket);
          return visitors;
        });
  }

  private void leave(String room, WebSocketSession socket) {
    rooms.computeIfPresent(
        room,
        (_, visitors) -> {
          visitors.remove(socket);
          return visitors.isEmpty() ? null : visitors;
        });
  }

  private void tell(Set<WebSocketSession> visitors, Line line) {
    WebSocketBroadcast message = WebSocketBroadcast.of(new String(codec.encode(line), UTF_8));
    visitors.removeIf(visitor -> !isTold(visitor, message));
  }

  private static boolean isTold(WebSocketSession visitor, WebSocketBroadcast message) {
    try {
      visitor.send(message);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
