package weft.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.examples.ExampleSite;
import weft.http.WebSocket;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.client.CallFailed;
import weft.http.client.ClientOptions;
import weft.http.client.HttpClient;
import weft.http.client.Proxies;

@Timeout(60)
final class ChatSocketTest {
  @Test
  void theEchoAnswers() throws IOException {
    try (ExampleSite site = new ExampleSite(Chat.app())) {
      assertThat(Chat.ask("ws://127.0.0.1:" + site.port() + "/chat/kitchen"))
          .isEqualTo("echo hello");
    }
  }

  @Test
  void everybodyInTheRoomHears() throws IOException {
    try (ExampleSite site = new ExampleSite(Chat.app());
        HttpClient client = HttpClient.open(ClientOptions.DEFAULTS.withProxies(Proxies.NONE))) {
      String uri = "ws://127.0.0.1:" + site.port() + "/rooms/tea";
      WebSocket ann = client.webSocket(uri, WebSocketOptions.DEFAULTS);
      ann.send("here I am");
      assertThat(next(ann)).isEqualTo("here I am");
      WebSocket bob = client.webSocket(uri, WebSocketOptions.DEFAULTS);

      bob.send("so am I");

      assertThat(next(bob)).isEqualTo("so am I");
      assertThat(next(ann)).isEqualTo("so am I");
      ann.close();
      bob.close();
    }
  }

  @Test
  void anUploadOfAnySizeIsTaken() throws IOException {
    try (ExampleSite site = new ExampleSite(Chat.app());
        HttpClient client = HttpClient.open(ClientOptions.DEFAULTS.withProxies(Proxies.NONE))) {
      String uri = "ws://127.0.0.1:" + site.port() + "/uploads";
      WebSocket socket = client.webSocket(uri, WebSocketOptions.DEFAULTS);

      socket.send(new byte[5_000_000]);

      assertThat(next(socket)).isEqualTo("took 5000000 bytes");
      assertThat(socket.receive()).isNull();
    }
  }

  @Test
  void onlyMembersAreLetIn() throws IOException {
    try (ExampleSite site = new ExampleSite(Chat.app());
        HttpClient client = HttpClient.open(ClientOptions.DEFAULTS.withProxies(Proxies.NONE))) {
      String uri = "ws://127.0.0.1:" + site.port() + "/members";

      assertThat(Chat.askAsMember(client, uri, "secret")).isEqualTo("hello ann");
      assertThatThrownBy(() -> Chat.askAsMember(client, uri, "guess"))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("it answered with status 401");
    }
  }

  private static String next(WebSocket socket) throws IOException {
    WebSocketMessage message = socket.receive();
    return message == null ? "it has closed" : message.text();
  }
}
