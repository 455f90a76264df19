package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.hub.tls.TlsConfigError;
import weft.web.options.ServerOptions;

/// What a process prints, and its exit code.
class AppProcessTest {
  @TempDir Path folder = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private int run(App app, Map<String, String> environment, String... flags) {
    return new AppProcess(
            app, new PrintStream(out, true, UTF_8), new PrintStream(errors, true, UTF_8))
        .run(Site.OPTIONS, environment, flags);
  }

  @Test
  void aRunningAppSaysWhereItListensAndOnWhat() throws Exception {
    App app = App.create();
    CountDownLatch started = new CountDownLatch(1);
    app.onStartup(started::countDown);

    var code = CompletableFuture.supplyAsync(() -> run(app, Map.of("WEFT_STOP_GRACE", "1s")));
    started.await();
    while (!out.toString(UTF_8).contains("scheduler")) {
      Thread.onSpinWait();
    }
    app.stop(Duration.ZERO);

    assertThat(code.get()).isZero();
    assertThat(out.toString(UTF_8))
        .startsWith("Weft ")
        .containsPattern("listening  http://127\\.0\\.0\\.1:[0-9]+\n")
        .containsPattern("back-end   (uring|epoll|nio): .+\n")
        .contains("hubs       1\n")
        .containsPattern("scheduler  (hub|jdk): .+\n");
    assertThat(errors.size()).isZero();
  }

  @Test
  void aWrongOptionIsOneLineAndExitCode2() {
    assertThat(run(App.create(), Map.of(), "--port", "70000")).isEqualTo(2);
    assertThat(errors.toString(UTF_8))
        .isEqualTo("weft: --port: '70000' is not legal, legal is 0 to 65535\n");
    assertThat(out.size()).isZero();
  }

  @Test
  void anUnknownHostIsAWrongOption() {
    assertThat(run(App.create(), Map.of(), "--host", "256.256.256.256")).isEqualTo(2);
    assertThat(errors.toString(UTF_8))
        .isEqualTo("weft: --host: '256.256.256.256' has no address\n");
  }

  @Test
  void aKeyWithoutACertificateIsAWrongOption() {
    assertThat(run(App.create(), Map.of("WEFT_TLS_PORT", "0"), "--tls-key", "own.pem"))
        .isEqualTo(2);
    assertThat(errors.toString(UTF_8))
        .isEqualTo(
            "weft: cannot set up TLS: --tls-key: there is no certificate to the key own.pem; "
                + "give it by --tls-certificate, or leave the key out\n");
  }

  @Test
  void anOccupiedPortIsOneLineAndExitCode1() {
    try (Site first = new Site(App.create())) {
      String port = "" + first.port();

      assertThat(run(App.create(), Map.of("WEFT_PORT", port))).isEqualTo(1);

      assertThat(errors.toString(UTF_8).lines()).hasSize(1);
      assertThat(errors.toString(UTF_8))
          .startsWith("weft: cannot listen on 127.0.0.1:" + port + ": ");
    }
  }

  @Test
  void aSocketPathThatIsTooLongIsAWrongOption() {
    String path = "/tmp/" + "é".repeat(52);

    assertThat(run(App.create(), Map.of("WEFT_UNIX_SOCKET", path))).isEqualTo(2);
    assertThat(errors.toString(UTF_8))
        .isEqualTo(
            "weft: WEFT_UNIX_SOCKET: '"
                + path
                + "' is not legal here: a Unix-domain socket's path has 107 bytes at most, not"
                + " 109\n");
  }

  @Test
  void aSocketWithoutItsFolderIsOneLineAndExitCode1() {
    Path missing = folder.resolve("none");

    assertThat(run(App.create(), Map.of(), "--unix-socket", missing + "/s")).isEqualTo(1);
    assertThat(errors.toString(UTF_8))
        .isEqualTo(
            "weft: cannot listen on "
                + missing
                + "/s: there is no folder "
                + missing
                + "; make it or name another path\n");
  }

  @Test
  void aStopThatFailsIsToldAndEndsTheProcess() throws Exception {
    App app = App.create();
    app.get("/", new AppLifecycleSocketTest.Unstoppable());

    var code = CompletableFuture.supplyAsync(() -> run(app, Map.of()));
    while (!out.toString(UTF_8).contains("scheduler")) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(app::close).hasMessage("on stopping");

    assertThat(code.get()).isEqualTo(1);
    assertThat(errors.toString(UTF_8))
        .startsWith("weft: the stop failed: java.lang.AssertionError: on stopping\n\tat ");
  }

  @Test
  void aCertificateWithoutAPortIsAWrongOption() {
    assertThat(run(App.create(), Map.of("WEFT_TLS_CERTIFICATE", "own.pem"))).isEqualTo(2);
    assertThat(errors.toString(UTF_8))
        .isEqualTo(
            "weft: WEFT_TLS_CERTIFICATE: there is no TLS port; set one by --tls-port, or say"
                + " --tls-port off\n");
  }

  @Test
  void aFailingHookIsNotTakenForAWrongOption() {
    App app = App.create();
    app.onStartup(() -> {
      throw new UnknownHostException("db.example");
    });

    assertThat(run(app, Map.of())).isEqualTo(1);
    assertThat(errors.toString(UTF_8))
        .isEqualTo(
            "weft: cannot start: a startup hook failed: "
                + "java.net.UnknownHostException: db.example\n");
  }

  @Test
  void aBugInAHookIsToldWithItsPlaceAndExitCode1() {
    App app = App.create();
    app.onStartup(() -> {
      throw new IllegalStateException("no schema");
    });

    assertThat(run(app, Map.of())).isEqualTo(1);
    assertThat(errors.toString(UTF_8))
        .startsWith(
            "weft: cannot start: a startup hook failed: "
                + "java.lang.IllegalStateException: no schema\n\tat ")
        .contains("AppProcessTest");
  }

  @Test
  void aHookThatCannotListenIsNotTakenForTheServer() {
    App app = App.create();
    app.onStartup(() -> {
      throw new BindException("Address already in use");
    });

    assertThat(run(app, Map.of())).isEqualTo(1);
    assertThat(errors.toString(UTF_8))
        .isEqualTo(
            "weft: cannot start: a startup hook failed: "
                + "java.net.BindException: Address already in use\n");
  }

  @Test
  void aHooksTlsIsNotTakenForTheServers() {
    App app = App.create();
    app.onStartup(() -> {
      throw new TlsConfigError("db.pem", "there is no such file", "check the path");
    });

    assertThat(run(app, Map.of())).isEqualTo(1);
    assertThat(errors.toString(UTF_8))
        .startsWith("weft: cannot start: a startup hook failed: ")
        .contains("db.pem: there is no such file");
  }

  @Test
  void aSlipInAVariableIsWarnedAbout() {
    run(App.create(), Map.of("WEFT_PROT", "1"), "--port=x");

    assertThat(errors.toString(UTF_8))
        .startsWith("weft: WEFT_PROT is no option, do you mean WEFT_PORT?\nweft: --port");
  }

  @Test
  void helpAndVersionAreAnsweredWithoutStarting() {
    assertThat(run(App.create(), Map.of(), "--help")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("Options, ").contains("--stop-grace DURATION");
    out.reset();
    assertThat(run(App.create(), Map.of(), "--version")).isZero();
    assertThat(out.toString(UTF_8)).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*\n");
  }

  @Test
  void theDefaultsListenOnEveryAddress() throws Exception {
    assertThat(ServerOptions.DEFAULTS.address().toString()).isEqualTo("/0.0.0.0:8080");
  }
}
