package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;

/// Two hubs with one server: clients of both, reloads meanwhile, and virtual threads on the hubs
/// that contend for the locks of the JDK's random numbers (the deadlock law).
@Timeout(60)
class TlsStressSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final int CLIENTS = 4;
  private static final int EXCHANGES = 12;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void nobodyIsLost(HubOptions kind, TlsProviderChoice provider) throws Exception {
    TlsOptions options =
        TlsOptions.DEFAULTS
            .withProvider(provider)
            .withIdentity(AUTHORITY.rsaServer("localhost").files(folder, "server"))
            .withTicketKeyNanos(50_000_000);
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger randomNumbers = new AtomicInteger();
    try (TlsServer tls = TlsServer.create(options);
        Hubs hubs = Hubs.start(kind.withHubs(2))) {
      List<TcpListener> listeners = new ArrayList<>();
      for (Hub hub : hubs.all()) {
        listeners.add(
            hub.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SocketSettings.DEFAULTS,
                tcp -> TlsConnection.accept(tcp, tls, TlsEcho.Receiver::new)));
        for (int count = 0; count < 3; count++) {
          hub.start(() -> {
            while (!done.get()) {
              UUID.randomUUID();
              randomNumbers.incrementAndGet();
              Thread.yield();
            }
          });
        }
      }
      List<Thread> clients = new ArrayList<>();
      for (int count = 0; count < CLIENTS; count++) {
        TcpListener listener = listeners.get(count % 2);
        int seed = count;
        clients.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    exchanges(listener, new Random(seed));
                  } catch (Exception | AssertionError failure) {
                    failures.add(failure);
                  }
                }));
      }
      for (Thread client : clients) {
        while (client.isAlive()) {
          tls.reload();
          client.join(20);
        }
      }
      done.set(true);
      assertThat(failures).isEmpty();
      assertThat(tls.counters().failedHandshakes()).isEmpty();
      assertThat(randomNumbers.get()).isPositive();
      for (Hub hub : hubs.all()) {
        TlsEcho.await("all buffers back", () -> hub.counters().buffersInUse() == 0);
        assertThat(hub.counters().bugs()).isZero();
      }
      TlsEcho.await("all engines closed", () -> tls.users() == 1);
    }
  }

  private static void exchanges(TcpListener listener, Random random) throws Exception {
    JdkTlsClient client = new JdkTlsClient(listener.address(), AUTHORITY.certificate);
    for (int count = 0; count < EXCHANGES; count++) {
      String version = random.nextBoolean() ? "TLSv1.3" : "TLSv1.2";
      byte[] sent = new byte[1 + random.nextInt(60_000)];
      random.nextBytes(sent);
      try (SSLSocket socket = client.connect(version, "localhost")) {
        socket.getOutputStream().write(sent);
        byte[] back = socket.getInputStream().readNBytes(sent.length);
        assertThat(Arrays.equals(back, sent)).isTrue();
      }
    }
  }
}
