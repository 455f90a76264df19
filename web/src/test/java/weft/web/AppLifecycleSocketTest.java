package weft.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import weft.http.server.StopReport;
import weft.web.json.JsonCodec;
import weft.web.options.HttpsSettings;

class AppLifecycleSocketTest {
  @Test
  void hooksRunBeforeTheFirstAndAfterTheLastRequest() {
    List<String> events = new CopyOnWriteArrayList<>();
    App app = App.create();
    app.onStartup(() -> events.add("up 1"));
    app.onStartup(() -> events.add("up 2"));
    app.onShutdown(() -> events.add("down 1"));
    app.onShutdown(() -> {
      throw new IOException("logged");
    });
    app.onShutdown(() -> events.add("down 2"));
    app.get("/", (req, res) -> events.add("request"));

    try (Site site = new Site(app)) {
      site.get("/");
    }

    assertThat(events).containsExactly("up 1", "up 2", "request", "down 2", "down 1");
  }

  @Test
  void aFailingStartupHookKeepsTheAppFromStarting() {
    App app = App.create();
    app.onStartup(() -> {
      throw new IOException("no database");
    });

    assertThatThrownBy(() -> app.start(Site.OPTIONS)).hasMessage("no database");
    assertThatThrownBy(app::address)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the app does not run");
  }

  private static App withHooks(List<String> events) {
    App app = App.create();
    app.onShutdown(() -> events.add("down 0"));
    app.onStartup(() -> events.add("up 1"));
    app.onShutdown(() -> events.add("down 1"));
    return app;
  }

  @Test
  void whatHooksOpenedIsClosedWhenThePortIsOccupied() {
    List<String> events = new CopyOnWriteArrayList<>();
    App app = withHooks(events);
    app.onShutdown(() -> {
      throw new IOException("logged");
    });
    try (Site first = new Site(App.create())) {
      assertThatThrownBy(() -> app.start(Site.OPTIONS.withPort(first.port())))
          .isInstanceOf(BindException.class);
    }

    assertThat(events).containsExactly("up 1", "down 1", "down 0");
    try (Site site = new Site(app)) {
      assertThat(site.port()).isPositive();
    }
    assertThat(events).containsExactly("up 1", "down 1", "down 0", "up 1", "down 1", "down 0");
  }

  @Test
  void whatHooksOpenedIsClosedWhenALaterOneFails() {
    List<String> events = new CopyOnWriteArrayList<>();
    App app = withHooks(events);
    app.onStartup(() -> {
      throw new IOException("no database");
    });
    app.onShutdown(() -> events.add("down 2"));

    assertThatThrownBy(() -> app.start(Site.OPTIONS)).hasMessage("no database");

    assertThat(events).containsExactly("up 1", "down 1", "down 0");
  }

  @Test
  void anErrorInAHookKeepsNothingRunning() {
    List<String> events = new CopyOnWriteArrayList<>();
    App app = withHooks(events);
    app.onShutdown(() -> {
      throw new AssertionError("logged");
    });
    Site site = new Site(app);
    int port = site.port();
    site.close();

    assertThat(events).containsExactly("up 1", "down 1", "down 0");
    assertThatThrownBy(() -> new java.net.Socket("127.0.0.1", port).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void anErrorWhileStoppingKeepsNothingRunning() {
    List<String> events = new CopyOnWriteArrayList<>();
    App app = withHooks(events);
    app.get("/", new Unstoppable());
    Site site = new Site(app);
    int port = site.port();

    assertThatThrownBy(site::close).isInstanceOf(AssertionError.class).hasMessage("on stopping");

    assertThat(events).containsExactly("up 1", "down 1", "down 0");
    assertThatThrownBy(() -> new java.net.Socket("127.0.0.1", port).close())
        .isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> app.stop(Duration.ZERO)).hasMessage("the app does not run");
  }

  /// Cannot be stopped in good order.
  static final class Unstoppable implements WebHandler, Stoppable {
    @Override
    public void handle(WebRequest request, WebResponse response) {}

    @Override
    public void stop() {
      throw new AssertionError("on stopping");
    }
  }

  @Test
  void aHooksCheckedExceptionIsTheCause() {
    App app = App.create();
    app.onStartup(() -> {
      throw new ReflectiveOperationException("not there");
    });

    assertThatThrownBy(() -> app.start(Site.OPTIONS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a hook failed")
        .hasRootCauseMessage("not there");
  }

  @Test
  void aCodecThatDoesNotWorkKeepsTheAppFromStarting() {
    App app = App.create();
    app.json(new BrokenCodec());

    assertThatThrownBy(() -> app.start(Site.OPTIONS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the codec is broken");
  }

  private static final class BrokenCodec implements JsonCodec {
    @Override
    public byte[] encode(Object value) {
      return new byte[0];
    }

    @Override
    public <T> T decode(byte[] json, Class<T> type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void warmUp() {
      throw new IllegalStateException("the codec is broken");
    }
  }

  @Test
  void aStartedAppIsFixed() throws Exception {
    App app = App.create();
    RouteGroup group = app.group("/g");
    RouteSpec route = group.get("/", (req, res) -> {});

    try (Site site = new Site(app)) {
      assertThat(site.port()).isPositive();
      assertThatThrownBy(() -> app.get("/late", (req, res) -> {}))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> group.after((req, res) -> {}))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> route.name("late")).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> app.onStartup(() -> {})).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> app.start(0)).hasMessage("the app was started before");
    }
    assertThatThrownBy(() -> app.start(0)).hasMessage("the app was started before");
    assertThatThrownBy(() -> app.stop(Duration.ZERO)).hasMessage("the app does not run");
  }

  /// The program may leave it to a flag whether TLS is spoken, so it is no mistake.
  @Test
  void aCertificateThatNobodyGetsToSeeIsInTheLog() {
    List<String> told = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger("weft.web");
    logger.setFilter(entry -> {
      told.add(entry.getMessage());
      return false;
    });
    try {
      HttpsSettings https = HttpsSettings.DEFAULTS.withCertificate(Path.of("own.pem"));
      new Site(App.create(), Site.OPTIONS.withHttps(https)).close();
    } finally {
      logger.setFilter(null);
    }

    assertThat(told)
        .containsExactly(
            "nothing listens for TLS, though there is a certificate: the TLS port is off");
  }

  @Test
  void anOccupiedPortIsSaid() {
    App second = App.create();
    try (Site first = new Site(App.create())) {
      assertThatThrownBy(() -> second.start(Site.OPTIONS.withPort(first.port())))
          .isInstanceOf(BindException.class);
    }
  }

  @Test
  void stoppingLetsARequestInFlightFinish() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    App app = App.create();
    app.get(
        "/",
        (req, res) -> {
          inside.countDown();
          goOn.await();
          res.text("finished");
        });
    Site site = new Site(app);
    var answer = CompletableFuture.supplyAsync(() -> site.get("/"));
    inside.await();

    var report = CompletableFuture.supplyAsync(() -> app.stop(Duration.ofSeconds(20)));
    awaitRefusal(site);
    goOn.countDown();

    HttpResponse<String> response = answer.get();
    assertThat(response.body()).isEqualTo("finished");
    assertThat(report.get().isClean()).isTrue();
  }

  @Test
  void whatIsLeftAtTheDeadlineIsCut() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    App app = App.create();
    app.get(
        "/",
        (req, res) -> {
          inside.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        });
    Site site = new Site(app);
    var answer = CompletableFuture.supplyAsync(() -> site.get("/"));
    inside.await();

    StopReport stopped = app.stop(Duration.ofMillis(20));

    assertThat(stopped.requestsCut()).isEqualTo(1);
    interrupted.await();
    assertThatThrownBy(answer::get).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void aGraceMayBeWithoutEnd() {
    App app = App.create();
    try (Site site = new Site(app)) {
      site.get("/");

      assertThat(app.stop(ChronoUnit.FOREVER.getDuration()).isClean()).isTrue();
    }
  }

  /// Until the listener is closed, so that the stop is known to have begun.
  private static void awaitRefusal(Site site) {
    int port = site.port();
    while (true) {
      try (var _ = new java.net.Socket("127.0.0.1", port)) {
        Thread.onSpinWait();
      } catch (ConnectException _) {
        return;
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
