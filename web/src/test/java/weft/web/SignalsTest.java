package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Signals that this process sends to itself; SIGWINCH is one that nobody else heeds.
@Timeout(60)
class SignalsTest {
  private static final Path SHELL = Path.of("/bin/sh");

  @BeforeEach
  void aShellCanSend() {
    assumeTrue(Files.isExecutable(SHELL), "no shell is here");
  }

  private static void send(String name) throws Exception {
    String command = "kill -" + name + " " + ProcessHandle.current().pid();
    assertThat(new ProcessBuilder(SHELL.toString(), "-c", command).start().waitFor()).isZero();
  }

  @Test
  void aSignalIsGivenBack() throws Exception {
    Semaphore outer = new Semaphore(0);
    Semaphore inner = new Semaphore(0);
    Runnable endOuter = Signals.handle("WINCH", _ -> outer.release(), "test");
    Runnable endInner = Signals.handle("WINCH", _ -> inner.release(), "test");

    send("WINCH");
    inner.acquire();
    endInner.run();
    send("WINCH");
    outer.acquire();
    endOuter.run();

    assertThat(inner.availablePermits()).isZero();
    assertThat(outer.availablePermits()).isZero();
  }

  /// By default it ends a process; who renews certificates does not mean that.
  @Test
  void hangUpDuringTheStartDoesNotEndTheProcess() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch later = new CountDownLatch(1);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    App app = App.create();
    CountDownLatch started = new CountDownLatch(1);
    app.onStartup(() -> {
      send("HUP");
      // The JVM looks for pending signals by their numbers, so that HUP is handled by now.
      send("WINCH");
      later.await();
    });
    app.onStartup(started::countDown);
    Runnable endWinch = Signals.handle("WINCH", _ -> later.countDown(), "test");
    Runnable endHup = Signals.handle("HUP", _ -> ended.countDown(), "test");
    try {
      var code =
          CompletableFuture.supplyAsync(() ->
              new AppProcess(
                      app,
                      new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                      new PrintStream(errors, true, UTF_8))
                  .run(Site.OPTIONS, Map.of()));
      started.await();
      app.stopIfRunning(Duration.ZERO);

      assertThat(code.get()).isZero();
      assertThat(ended.getCount()).isEqualTo(1);
      assertThat(errors.size()).isZero();
    } finally {
      endHup.run();
      endWinch.run();
    }
  }
}
