package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.backend.SocketSettings;

/// What becomes of those who use a hub when it ends.
@Timeout(60)
class HubEndTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /// Holds the bare hub thread up until it is told to go on.
  private static CountDownLatch hold(Hub hub) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    hub.execute(() -> {
      held.countDown();
      await(goOn);
    });
    held.await();
    return goOn;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void whoConnectsIsToldWithoutAWait(HubOptions kind) throws Exception {
    List<SocketChannel> fillers = new ArrayList<>();
    Hubs hubs = Hubs.start(kind);
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int count = 0; count < 4; count++) {
        SocketChannel filler = SocketChannel.open();
        fillers.add(filler);
        filler.configureBlocking(false);
        filler.connect(full.getLocalSocketAddress());
      }
      CompletableFuture<Throwable> ended = new CompletableFuture<>();
      CountDownLatch begun = new CountDownLatch(1);
      Hub hub = hubs.hub(0);
      hub.start(() -> {
        begun.countDown();
        try {
          hub.connect(full.getLocalSocketAddress(), SocketSettings.DEFAULTS, Long.MAX_VALUE);
          ended.complete(null);
        } catch (IOException | RuntimeException failure) {
          ended.complete(failure);
        }
      });
      begun.await();
      hub.invoke(() -> {});
      hub.invoke(() -> {});

      hubs.close();

      assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(SocketFailure.Closed.class);
    } finally {
      hubs.close();
      for (SocketChannel filler : fillers) {
        filler.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void threadsThatBecameReadyAreAllCarriedOn(HubOptions kind) throws Exception {
    int count = 6_000;
    CountDownLatch waiting = new CountDownLatch(count);
    CountDownLatch done = new CountDownLatch(count);
    AtomicBoolean released = new AtomicBoolean();
    Hubs hubs = Hubs.start(kind);
    Hub hub = hubs.hub(0);
    List<Thread> threads = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      threads.add(
          hub.start(() -> {
            waiting.countDown();
            while (!released.get()) {
              LockSupport.park();
            }
            done.countDown();
          }));
    }
    waiting.await();
    CountDownLatch goOn = hold(hub);
    Thread closer = Thread.ofPlatform().start(hubs::close);
    released.set(true);
    threads.forEach(LockSupport::unpark);
    goOn.countDown();

    assertThat(closer.join(Duration.ofSeconds(20))).isTrue();
    assertThat(done.await(20, TimeUnit.SECONDS)).as("left: " + done.getCount()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void threadsThatSleepAwake(HubOptions kind) throws Exception {
    Hubs hubs = Hubs.start(kind);
    Hub hub = hubs.hub(0);
    CountDownLatch begun = new CountDownLatch(2);
    CompletableFuture<Boolean> slept = new CompletableFuture<>();
    CompletableFuture<Boolean> passed = new CompletableFuture<>();
    hub.start(() -> {
      begun.countDown();
      long before = System.nanoTime();
      try {
        // What is tested: a sleep that its hub does not outlive. It is never shorter than it says.
        Thread.sleep(1_000);
        slept.complete(System.nanoTime() - before >= 1_000_000_000);
      } catch (InterruptedException unexpected) {
        slept.completeExceptionally(unexpected);
      }
    });
    hub.start(() -> {
      begun.countDown();
      try {
        passed.complete(!new Signal(hub).await(hub.clockNanos() + 1_000_000_000));
      } catch (InterruptedException | RuntimeException | AssertionError unexpected) {
        passed.completeExceptionally(unexpected);
      }
    });
    begun.await();

    hubs.close();

    assertThat(slept.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(passed.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void whoConnectsAnewIsClosedToo(HubOptions kind) throws Exception {
    Hubs hubs = Hubs.start(kind);
    Hub hub = hubs.hub(0);
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      SocketAddress address = server.getLocalSocketAddress();
      TcpConnection first = hub.connect(address, SocketSettings.DEFAULTS, Long.MAX_VALUE);
      CompletableFuture<Throwable> ended = new CompletableFuture<>();
      CountDownLatch begun = new CountDownLatch(1);
      hub.execute(() ->
          hub.dispatch(() -> {
            begun.countDown();
            try {
              first.read(new byte[1], 0, 1);
            } catch (IOException closed) {
              ended.complete(readAnew(hub, address));
            }
          }));
      begun.await();
      hub.invoke(() -> {});

      hubs.close();

      assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(SocketFailure.Closed.class);
      assertThat(hub.thread().isAlive()).isFalse();
    }
  }

  private static Throwable readAnew(Hub hub, SocketAddress address) {
    try (TcpConnection second = hub.connect(address, SocketSettings.DEFAULTS, Long.MAX_VALUE)) {
      second.read(new byte[1], 0, 1);
      return new AssertionError("nothing was sent");
    } catch (IOException | RuntimeException failure) {
      return failure;
    }
  }

  /// More is asked of the hub behind its end than it takes in one turn.
  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void whoAsksAHubThatEndsIsToldThatItIsClosed(HubOptions kind) throws Exception {
    Hubs hubs = Hubs.start(kind);
    Hub hub = hubs.hub(0);
    UdpSocket socket = hub.bindDatagram(LOOPBACK, SocketSettings.DEFAULTS);
    CountDownLatch goOn = hold(hub);
    Thread closer = Thread.ofPlatform().start(hubs::close);
    while (closer.getState() == Thread.State.NEW || closer.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    for (int count = 0; count < 5_000; count++) {
      hub.execute(() -> {});
    }
    List<CompletableFuture<Throwable>> told = new ArrayList<>();
    List<Thread> askers = new ArrayList<>();
    for (Ask ask :
        List.<Ask>of(
            socket::receive,
            () -> hub.connect(socket.address(), SocketSettings.DEFAULTS, Long.MAX_VALUE),
            () -> hub.listen(LOOPBACK, SocketSettings.DEFAULTS).accept())) {
      CompletableFuture<Throwable> answer = new CompletableFuture<>();
      told.add(answer);
      askers.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  ask.ask();
                  answer.complete(null);
                } catch (IOException | RuntimeException failure) {
                  answer.complete(failure);
                }
              }));
    }
    for (Thread asker : askers) {
      while (asker.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    goOn.countDown();

    for (CompletableFuture<Throwable> answer : told) {
      assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(SocketFailure.Closed.class);
    }
    closer.join();
  }

  private interface Ask {
    void ask() throws IOException;
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aConnectionOfAnEndedHubHasNoAddresses(HubOptions kind) throws Exception {
    Hubs hubs = Hubs.start(kind);
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      TcpConnection connection =
          hubs.hub(0)
              .connect(server.getLocalSocketAddress(), SocketSettings.DEFAULTS, Long.MAX_VALUE);
      hubs.close();

      assertThat(connection.remoteAddress()).isNull();
      assertThatThrownBy(connection::localAddress).isInstanceOf(SocketFailure.Closed.class);
    }
  }

  /// A loop that fails tells whoever waits on its sockets, and is woken no more.
  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aLoopThatFailsTellsThoseWhoWait(HubOptions kind) throws Exception {
    java.util.logging.Logger logger = java.util.logging.Logger.getLogger("weft.hub");
    logger.setLevel(java.util.logging.Level.OFF);
    Hubs hubs = Hubs.start(kind);
    try {
      Hub hub = hubs.hub(0);
      UdpSocket socket = hub.bindDatagram(LOOPBACK, SocketSettings.DEFAULTS);
      CompletableFuture<Throwable> told = new CompletableFuture<>();
      hub.start(() -> {
        try {
          socket.receive();
          told.complete(null);
        } catch (IOException | RuntimeException failure) {
          told.complete(failure);
        }
      });
      hub.invoke(() -> {});
      hub.execute(() -> {
        throw new LinkageError("a fault that no turn survives");
      });

      assertThat(told.get(10, TimeUnit.SECONDS)).isInstanceOf(SocketFailure.Closed.class);
      hub.thread().join();
      hub.execute(() -> {});
    } finally {
      hubs.close();
      logger.setLevel(null);
    }
  }
}
