package weft.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.bench.plan.BenchCase;
import weft.bench.process.ChildProcesses;
import weft.http.WebSocketMessage;
import weft.web.App;
import weft.web.options.ServerOptions;
import weft.web.sse.EventStream;

/// The clients of connections that stay, against Weft.
class StreamsClientSocketTest {
  private final AtomicInteger subscribed = new AtomicInteger();
  private ChildProcesses processes;
  private App app;

  @BeforeEach
  void start() throws IOException {
    processes = ChildProcesses.open();
    app = App.create();
    app.websocket(
        "/ws/echo",
        socket -> {
          for (WebSocketMessage message : socket) {
            socket.send(message.text());
          }
        });
    app.websocket(
        "/ws/other",
        socket -> {
          for (WebSocketMessage message : socket) {
            socket.send(message.text() + "!");
          }
        });
    app.sse(
        "/feed",
        events -> {
          subscribed.incrementAndGet();
          count(events, 1);
        });
    app.sse("/gaps", events -> count(events, 2));
    app.start(ServerOptions.DEFAULTS.withPort(0));
  }

  private record Entry(long number, long at) {}

  private static void count(EventStream events, int step) throws Exception {
    for (long number = step; ; number += step) {
      events.send(new Entry(number, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())));
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @AfterEach
  void stop() {
    app.close();
    processes.close();
  }

  private LoadResult load(String target, String kind) throws IOException, InterruptedException {
    Path client = LoadGenerator.STREAMS.compile(processes).orElse(null);
    if (client == null) {
      return abort("no gcc here");
    }
    String port = Integer.toString(address().getPort());
    List<String> command = List.of(client.toString(), port, target, "20", "1", kind);
    try (var program = TwoStepProgram.start(command, processes)) {
      program.awaitLine("open", 20);
      return LoadResult.parse(program.goOn(20));
    }
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) app.address();
  }

  @Test
  void messagesComeBack() throws IOException, InterruptedException {
    LoadResult result = load("/ws/echo", "echo");

    assertThat(result.requests()).isGreaterThan(20);
    assertThat(result.errors()).isZero();
    assertThat(result.worstMicros()).isGreaterThanOrEqualTo(result.p99Micros()).isPositive();
  }

  @Test
  void aMessageThatComesBackAsAnotherEndsTheLoad() {
    assertThatThrownBy(() -> load("/ws/other", "echo"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another message came back");
  }

  @Test
  void whatIsNoWebSocketEndsTheLoad() {
    assertThatThrownBy(() -> load("/nowhere", "echo"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answers HTTP/1.1 404");
  }

  @Test
  void eventsAreTimedAndNoneIsMissed() throws IOException, InterruptedException {
    LoadResult result = load("/feed", "events");

    assertThat(result.requests()).isGreaterThan(20);
    assertThat(result.errors()).isZero();
    assertThat(result.worstMicros()).isLessThan(1e6);
  }

  @Test
  void oneMoreSubscribesAndNeverReadsUnlessAllRead() throws IOException, InterruptedException {
    load("/feed", "events");
    load("/feed", "all-read");

    assertThat(subscribed).hasValue(21 + 20);
  }

  @Test
  void eventsThatAreMissedAreErrors() throws IOException, InterruptedException {
    assertThat(load("/gaps", "events").errors()).isGreaterThan(20);
  }

  @Test
  void webSocketsStayUsableWhileTheyWait() throws IOException {
    try (var idle = IdleConnections.open(address(), BenchCase.IDLE_WS, 5)) {
      idle.checkAlive();
    }
    AnswerCheck.check(address(), BenchCase.WS_ECHO);
  }
}
