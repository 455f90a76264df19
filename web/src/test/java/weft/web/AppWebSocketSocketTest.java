package weft.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.http.HttpError;
import weft.http.WebSocketMessage;

/// WebSocket routes of an app, spoken to by the JDK's client.
@Timeout(60)
final class AppWebSocketSocketTest {
  private static final Attribute<String> USER = Attribute.named("user");
  private static final Attribute<String> GONE = Attribute.named("gone");

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> closes = new LinkedBlockingQueue<>();

  private static App app() {
    App app = App.create();
    app.filter((request, response, next) -> {
      if (request.query("token").orNull() == null) {
        throw new HttpError(401, "a token is needed");
      }
      request.attribute(USER, "ann");
      request.attribute(GONE, "never seen");
      request.attribute(GONE, null);
      next.handle(request, response);
    });
    app.after((request, response) -> response.header("X-After", "yes"));
    app.websocket(
        "/chat/{room}",
        socket -> {
          String who =
              socket.path("room").asString()
                  + " "
                  + socket.query("token").asString()
                  + " "
                  + socket.attribute(USER)
                  + (socket.attribute(GONE) == null ? "" : " and others");
          for (WebSocketMessage message : socket) {
            socket.send(who + " " + message.text());
          }
        });
    app.websocket("/from", socket -> socket.send("" + socket.query("start").asInt()));
    app.websocket(
        "/refuse/{status:int}",
        socket -> {
          throw new HttpError(socket.path("status").asInt(), "no");
        });
    return app;
  }

  @Test
  void routesAndFiltersCount() throws Exception {
    try (Site site = new Site(app())) {
      WebSocket socket = open(site, "/chat/tea%20time?token=t1");

      socket.sendText("hello", true).join();

      assertThat(texts.poll(20, TimeUnit.SECONDS)).isEqualTo("tea time t1 ann hello");
      socket.abort();
    }
  }

  @Test
  void requestsAndSocketsAreCounted() throws Exception {
    App app = app();
    try (Site site = new Site(app)) {
      WebSocket socket = open(site, "/chat/tea?token=t1");
      socket.sendText("hello", true).join();
      assertThat(texts.poll(20, TimeUnit.SECONDS)).isNotNull();

      assertThat(app.webSockets().open()).isEqualTo(1);
      assertThat(app.webSockets().messagesReceived()).isEqualTo(1);
      assertThat(app.counters().requests()).isEqualTo(1);
      socket.abort();
    }
    assertThatThrownBy(app::counters).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFilterKeepsASocketFromBeingOpened() {
    try (Site site = new Site(app())) {
      assertThatThrownBy(() -> open(site, "/chat/x")).isInstanceOf(CompletionException.class);
      assertThat(site.get("/chat/x").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void whoeverDoesNotUpgradeIsToldTo() {
    try (Site site = new Site(app())) {
      var answer = site.get("/chat/x?token=t");

      assertThat(answer.statusCode()).isEqualTo(426);
      assertThat(answer.headers().firstValue("upgrade")).contains("websocket");
      assertThat(answer.headers().firstValue("x-after")).contains("yes");
    }
  }

  /// "The HEAD method is identical to GET except that the server MUST NOT send content in the
  /// response." https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2
  @Test
  void allMethodsAreAnsweredByTheRoutesOfThePath() {
    try (Site site = new Site(app())) {
      var head = site.send("HEAD", "/chat/x?token=t");
      var options = site.send("OPTIONS", "/chat/x?token=t");
      var put = site.send("PUT", "/chat/x?token=t");

      assertThat(head.statusCode()).isEqualTo(426);
      assertThat(head.headers().firstValue("upgrade")).contains("websocket");
      assertThat(head.headers().firstValue("allow")).isEmpty();
      assertThat(options.statusCode()).isEqualTo(204);
      assertThat(put.statusCode()).isEqualTo(405);
      assertThat(put.headers().firstValue("allow"))
          .isEqualTo(options.headers().firstValue("allow"))
          .hasValue("GET, HEAD, CONNECT, OPTIONS");
    }
  }

  /// Like 400 for a request, and like that not in the log.
  @Test
  void whatDoesNotFitBreaksARuleOfTheApplication() throws Exception {
    try (Site site = new Site(app())) {
      open(site, "/from?token=t");
      assertThat(closed()).isEqualTo("1008 query parameter 'start' is missing");
      open(site, "/from?token=t&start=" + "%C3%BC".repeat(90));
      assertThat(closed()).isEqualTo("1008 query parameter 'start' is '" + "ü".repeat(47));
      open(site, "/refuse/404?token=t");
      assertThat(closed()).isEqualTo("1008 no");
      open(site, "/refuse/503?token=t");
      assertThat(closed()).startsWith("1011 ");
    }
  }

  private @Nullable String closed() throws InterruptedException {
    return closes.poll(20, TimeUnit.SECONDS);
  }

  private WebSocket open(Site site, String path) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + site.port() + path),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                texts.add("" + text);
                return WebSocket.Listener.super.onText(socket, text, last);
              }

              @Override
              public @Nullable CompletionStage<?> onClose(
                  WebSocket socket, int code, String reason) {
                closes.add(code + " " + reason);
                return null;
              }
            })
        .join();
  }
}
