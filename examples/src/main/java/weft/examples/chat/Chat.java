package weft.examples.chat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import weft.http.HttpError;
import weft.http.WebSocket;
import weft.http.WebSocketBroadcast;
import weft.http.WebSocketClosed;
import weft.http.WebSocketDeflate;
import weft.http.WebSocketMessage;
import weft.http.WebSocketMessageStream;
import weft.http.WebSocketOptions;
import weft.http.WebSocketPolicy;
import weft.http.client.ClientOptions;
import weft.http.client.HttpClient;
import weft.web.App;
import weft.web.Attribute;
import weft.web.WebSocketSession;
import weft.web.options.ServerOptions;

/// An echo, chat rooms, and uploads of any size.
public final class Chat {
  /// Whoever is slow misses messages, and holds nobody up.
  private static final WebSocketOptions ROOMS =
      WebSocketOptions.DEFAULTS
          .withSlowPeer(WebSocketPolicy.DROP_OLDEST, 256 * 1024)
          .withDeflate(WebSocketDeflate.ON);

  private static final Map<String, String> MEMBERS = Map.of("Bearer secret", "ann");
  private static final Attribute<String> MEMBER = Attribute.named("member");

  private final Map<String, Set<WebSocketSession>> rooms = new ConcurrentHashMap<>();

  private Chat() {}

  /// Serves until it is stopped.
  ///
  /// @param flags of the command line
  public static void main(String[] flags) {
    app().run(ServerOptions.DEFAULTS, flags);
  }

  /// The app, not started.
  static App app() {
    Chat chat = new Chat();
    App app = App.create();
    app.websocket(
        "/chat/{room}",
        socket -> {
          for (WebSocketMessage message : socket) {
            socket.send("echo " + message.text()); // ends when the peer closes
          }
        });
    app.websocket("/rooms/{room}", ROOMS, chat::talk);
    app.websocket("/members", socket -> socket.send("hello " + socket.attribute(MEMBER)))
        .before((req, res) -> {
          String token = req.header("Authorization");
          String member = token == null ? null : MEMBERS.get(token);
          if (member == null) {
            throw new HttpError(401, "a token is needed");
          }
          req.attribute(MEMBER, member);
        });
    app.websocket(
        "/uploads",
        socket -> {
          WebSocketMessageStream file = socket.receiveStream(10_000_000_000L); // ten GB at most
          if (file != null) {
            socket.send("took " + file.transferTo(OutputStream.nullOutputStream()) + " bytes");
          }
        });
    return app;
  }

  private void talk(WebSocketSession socket) throws IOException {
    String room = socket.path("room").asString();
    Set<WebSocketSession> members =
        rooms.computeIfAbsent(room, name -> ConcurrentHashMap.newKeySet());
    members.add(socket);
    try {
      for (WebSocketMessage said : socket) {
        tell(members, said.text());
      }
    } finally {
      members.remove(socket);
    }
  }

  private static void tell(Set<WebSocketSession> members, String text) throws IOException {
    WebSocketBroadcast message = WebSocketBroadcast.of(text);
    for (WebSocketSession member : members) {
      try {
        member.send(message);
      } catch (WebSocketClosed gone) {
        // Its own handler takes it out.
      }
    }
  }

  /// What a member is told.
  static String askAsMember(HttpClient client, String uri, String token) throws IOException {
    WebSocket socket =
        client.webSocket(uri, WebSocketOptions.DEFAULTS, "Authorization", "Bearer " + token);
    WebSocketMessage greeting = socket.receive();
    socket.close();
    return greeting == null ? "" : greeting.text();
  }

  /// Says hello to an echo.
  static String ask(String uri) throws IOException {
    try (HttpClient client = HttpClient.open(ClientOptions.DEFAULTS)) {
      WebSocket socket = client.webSocket(uri, WebSocketOptions.DEFAULTS);
      socket.send("hello");
      WebSocketMessage answer = socket.receive();
      socket.close();
      return answer == null ? "" : answer.text();
    }
  }
}
