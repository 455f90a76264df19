package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.backend.SocketSettings;

/// Starting and closing hubs leaves nothing behind, also when it goes wrong.
@Timeout(60)
class HubsStartTest {
  private static List<Thread> hubThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("weft-hub-"))
        .toList();
  }

  private static void assertNoneOf(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(10))).as(thread.getName()).isTrue();
    }
  }

  private static long descriptors() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aHundredStartsLeaveNoDescriptorAndNoThread(HubOptions kind) throws Exception {
    Hubs.start(kind).close();
    long before = descriptors();
    for (int round = 0; round < 100; round++) {
      try (Hubs hubs = Hubs.start(kind)) {
        Hub hub = hubs.hub(0);
        TcpListener listener =
            hub.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SocketSettings.DEFAULTS);
        hub.connect(listener.address(), SocketSettings.DEFAULTS, Long.MAX_VALUE);
      }
    }

    assertThat(descriptors()).isLessThan(before + 10);
    assertNoneOf(hubThreads());
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void anInterruptedStartLeavesNoHub(HubOptions kind) throws Exception {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Hubs.start(kind.withHubs(3)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("interrupted");

    assertThat(Thread.interrupted()).isTrue();
    assertNoneOf(hubThreads());
  }

  /// A hub that is held up while it is closed gets no substitute, which nobody would close. The
  /// close gives it two seconds, whatever its back-end.
  @Test
  void closingStartsNoHub() throws Exception {
    AtomicBoolean goOn = new AtomicBoolean();
    Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1).withWatchdogNanos(50_000_000));
    Hub hub = hubs.hub(0);
    hub.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SocketSettings.DEFAULTS);
    hub.start(() -> {
      while (!goOn.get()) {
        Thread.onSpinWait();
      }
    });

    hubs.close();
    int count = hubs.count();
    goOn.set(true);

    assertThat(count).isEqualTo(1);
    assertNoneOf(hubThreads());
  }
}
