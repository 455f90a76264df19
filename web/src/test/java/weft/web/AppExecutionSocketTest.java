package weft.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.client.ClientOptions;
import weft.http.client.HttpClient;
import weft.hub.HubOptions;
import weft.hub.SchedulerChoice;

/// Where routes run, on one hub, with handlers carried by the hub and by the JDK.
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"AUTO", "JDK"})
class AppExecutionSocketTest {
  /// Kept, since the log manager would forget it.
  private static final Logger LOG = Logger.getLogger("weft");

  private static final Logger WEB_LOG = Logger.getLogger("weft.web");

  @Parameter SchedulerChoice scheduler;

  private final App app = App.create();
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void keepQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    release.countDown();
    LOG.setLevel(null);
  }

  private Site start(boolean moveHogs) {
    HubOptions hubs = HubOptions.DEFAULTS.withHubs(1).withScheduler(scheduler);
    return new Site(app, Site.OPTIONS.withHubs(hubs).withMoveHogs(moveHogs));
  }

  private static void tellThread(WebRequest request, WebResponse response) {
    Thread thread = Thread.currentThread();
    response.text(thread.isVirtual() ? "virtual" : thread.getName());
  }

  @Test
  void routesRunOnTheHubThePoolOrAThreadOfTheirOwn() {
    app.get("/hub", AppExecutionSocketTest::tellThread);
    app.get("/pool", AppExecutionSocketTest::tellThread).on(Execution.POOL);
    app.get("/thread", AppExecutionSocketTest::tellThread).on(Execution.THREAD);

    try (Site site = start(false)) {
      assertThat(site.get("/hub").body()).isEqualTo("virtual");
      assertThat(site.get("/pool").body()).startsWith("weft-offload-");
      assertThat(site.get("/thread").body()).startsWith("weft-alone-");
    }
  }

  @Test
  void filtersRunWhereTheirRouteDoes() {
    app.get("/pool", (req, res) -> res.text("x"))
        .on(Execution.POOL)
        .after((req, res) -> res.header("X-After", Thread.currentThread().getName()))
        .before((req, res) -> res.header("X-Before", Thread.currentThread().getName()));

    try (Site site = start(false)) {
      HttpResponse<String> answer = site.get("/pool");

      assertThat(answer.headers().firstValue("X-Before").orElseThrow()).startsWith("weft-offload-");
      assertThat(answer.headers().firstValue("X-After").orElseThrow()).startsWith("weft-offload-");
    }
  }

  @Test
  void bodiesStreamBothWaysFromThePool() {
    app.post(
            "/echo",
            (req, res) -> {
              req.body().stream().transferTo(res.stream("text/plain"));
            })
        .on(Execution.POOL);
    String body = "0123456789".repeat(50_000);

    try (Site site = start(false)) {
      assertThat(site.post("/echo", "text/plain", body).body()).isEqualTo(body);
    }
  }

  @Test
  void failuresOnThePoolAreAnswered() {
    app.get(
            "/fails",
            (req, res) -> {
              throw new IllegalStateException("on purpose");
            })
        .on(Execution.POOL);

    try (Site site = start(false)) {
      assertThat(site.get("/fails").statusCode()).isEqualTo(500);
      assertThat(site.get("/nothing").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aBusyRouteOnThePoolDelaysNoRouteOnTheHub() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    app.get(
            "/busy",
            (req, res) -> {
              busy.countDown();
              while (release.getCount() > 0) {
                Thread.onSpinWait();
              }
              res.text("at last");
            })
        .on(Execution.POOL);
    app.get("/hub", AppExecutionSocketTest::tellThread);

    try (Site site = start(false)) {
      CompletableFuture<String> late =
          CompletableFuture.supplyAsync(() -> site.get("/busy").body());
      busy.await();

      for (int count = 0; count < 20; count++) {
        assertThat(site.get("/hub").body()).isEqualTo("virtual");
      }

      assertThat(late).isNotDone();
      release.countDown();
      assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo("at last");
    }
  }

  @Test
  void aClientThatGoesAwayInterruptsTheHandlerOnThePool() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    app.get(
            "/waits",
            (req, res) -> {
              begun.countDown();
              try {
                release.await();
                interrupted.complete(false);
              } catch (InterruptedException gone) {
                interrupted.complete(true);
              }
            })
        .on(Execution.POOL);

    try (Site site = start(false)) {
      ask(site, "/waits", begun);

      assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /// Any client could fill the log otherwise.
  @Test
  void aClientThatGoesAwayWhileAnotherServerIsAskedIsNoError() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    LOG.setLevel(null);
    WEB_LOG.setFilter(line -> lines.add(line.getMessage()));
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        HttpClient client = HttpClient.open(ClientOptions.DEFAULTS)) {
      String upstream = "http://127.0.0.1:" + silent.getLocalPort() + "/";
      CountDownLatch begun = new CountDownLatch(1);
      app.get(
          "/asks",
          (req, res) -> {
            begun.countDown();
            client.get(upstream).send().close();
          });

      try (Site site = start(false)) {
        ask(site, "/asks", begun);
      }
    } finally {
      WEB_LOG.setFilter(null);
    }

    assertThat(lines).noneMatch(line -> line.contains("/asks"));
  }

  @Test
  void stoppingDoesNotWaitForAHandlerOnThePoolThatGoesOn() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    CompletableFuture<Void> ended = new CompletableFuture<>();
    app.get(
            "/stubborn",
            (req, res) -> {
              begun.countDown();
              while (stopped.getCount() > 0) {
                Thread.onSpinWait();
              }
              try {
                req.body().bytes();
                res.text("too late");
              } finally {
                ended.complete(null);
              }
            })
        .on(Execution.POOL);

    try (Site site = start(false)) {
      ask(site, "/stubborn", begun);
    }
    stopped.countDown();

    ended.get(10, TimeUnit.SECONDS);
  }

  /// Asks, and resets the connection when the handler has begun.
  private static void ask(Site site, String path, CountDownLatch begun)
      throws IOException, InterruptedException {
    try (Socket socket = new Socket("127.0.0.1", site.port())) {
      socket.setSoLinger(true, 0);
      String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      begun.await();
    }
  }

  @Test
  void aRouteThatHoldsUpItsHubMovesToThePoolIfToldTo() {
    app.get("/busy", AppExecutionSocketTest::computeForLong);
    app.get("/hub", AppExecutionSocketTest::tellThread);

    try (Site site = start(true)) {
      assertThat(site.get("/busy").body()).isEqualTo("virtual");
      boolean carries = app.hubs().scheduler().equals("hub");
      assertThat(site.get("/busy").body()).startsWith(carries ? "weft-offload-" : "virtual");
      assertThat(site.get("/hub").body()).isEqualTo("virtual");
    }
  }

  @Test
  void elseItStays() {
    app.get("/busy", AppExecutionSocketTest::computeForLong);

    try (Site site = start(false)) {
      assertThat(site.get("/busy").body()).isEqualTo("virtual");
      assertThat(site.get("/busy").body()).isEqualTo("virtual");
    }
  }

  private static void computeForLong(WebRequest request, WebResponse response) {
    // Several times what the watchdog needs to see it, on a busy machine too.
    long end = System.nanoTime() + 500_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    tellThread(request, response);
  }
}
