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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;

/// Two hubs that are servers and clients of each other: virtual threads connect, take sessions up
/// again, and contend for the locks of the JDK's random numbers (the deadlock law).
@Timeout(60)
class TlsClientStressSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final int CLIENTS = 6;
  private static final int EXCHANGES = 10;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void nobodyIsLost(HubOptions kind, TlsProviderChoice provider) throws Exception {
    TlsOptions serving =
        TlsOptions.DEFAULTS
            .withProvider(provider)
            .withIdentity(AUTHORITY.server("localhost").identity());
    TlsClientOptions asking =
        TlsClientOptions.DEFAULTS
            .withProvider(provider)
            .withTrustAnchors(List.of(AUTHORITY.file(folder)));
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    AtomicBoolean done = new AtomicBoolean();
    try (TlsServer server = TlsServer.create(serving);
        TlsClient client = TlsClient.create(asking);
        Hubs hubs = Hubs.start(kind.withHubs(2))) {
      List<TcpListener> listeners = new ArrayList<>();
      for (Hub hub : hubs.all()) {
        listeners.add(
            hub.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SocketSettings.DEFAULTS,
                tcp -> TlsConnection.accept(tcp, server, TlsEcho.Receiver::new)));
        for (int count = 0; count < 2; count++) {
          hub.start(() -> {
            while (!done.get()) {
              UUID.randomUUID();
              Thread.yield();
            }
          });
        }
      }
      List<Thread> clients = new ArrayList<>();
      for (int count = 0; count < CLIENTS; count++) {
        Hub hub = hubs.hub(count % 2);
        TcpListener listener = listeners.get(count / 2 % 2);
        int seed = count;
        clients.add(
            hub.start(() -> {
              try {
                exchanges(hub, client, listener, new Random(seed));
              } catch (Exception | AssertionError failure) {
                failures.add(failure);
              }
            }));
      }
      for (Thread thread : clients) {
        thread.join();
      }
      done.set(true);
      assertThat(failures).isEmpty();
      TlsCounters counters = client.counters();
      assertThat(counters.failedHandshakes()).isEmpty();
      assertThat(counters.fullHandshakes() + counters.resumedHandshakes())
          .isEqualTo(CLIENTS * EXCHANGES);
      assertThat(counters.resumedHandshakes()).isPositive();
      for (Hub hub : hubs.all()) {
        TlsEcho.await("all buffers back", () -> hub.counters().buffersInUse() == 0);
        assertThat(hub.counters().bugs()).isZero();
      }
      TlsEcho.await("all engines closed", () -> server.users() == 1 && client.users() == 1);
    }
  }

  private static void exchanges(Hub hub, TlsClient client, TcpListener listener, Random random)
      throws Exception {
    for (int count = 0; count < EXCHANGES; count++) {
      byte[] sent = new byte[1 + random.nextInt(60_000)];
      random.nextBytes(sent);
      try (Talk talk = ClientSide.connect(hub, client, listener.address(), "localhost", "h2")) {
        talk.awaitEstablished();
        talk.send(sent);
        assertThat(Arrays.equals(talk.read(sent.length), sent)).isTrue();
      }
    }
  }
}
