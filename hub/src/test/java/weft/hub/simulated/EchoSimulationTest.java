package weft.hub.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many seeded scenarios of clients that talk, stall, hang up and break, against an echo server.
@Timeout(60)
class EchoSimulationTest {
  private static final int SCENARIOS = 1500;
  private static final int TURNS_MAX = 200_000;

  private static final class Client {
    final SimulatedPeer peer;
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    boolean gaveUp;

    Client(SimulatedPeer peer) {
      this.peer = peer;
    }
  }

  /// One scenario; the clients when nothing happens any more.
  private static List<Client> run(long seed, SimulatedNetwork network) throws Exception {
    var random = new SplittableRandom(seed);
    var clients = new ArrayList<Client>();
    try (var backend = new SimulatedBackend(network)) {
      var server = new EchoServer(network, backend);
      for (int count = random.nextInt(1, 8); count > 0; count--) {
        clients.add(script(network, server, random));
      }
      for (int turns = 0; !network.isStuck(); turns++) {
        assertThat(turns).as("turns").isLessThan(TURNS_MAX);
        backend.turn(Long.MAX_VALUE);
      }
      assertThat(server.open).as("connections the server still has").isZero();
      assertThat(backend.channelsOpen()).as("channels: the listener alone").isOne();
    }
    return clients;
  }

  private static Client script(SimulatedNetwork network, EchoServer server, SplittableRandom random)
      throws Exception {
    var client = new Client(network.connect(server.address()));
    if (random.nextInt(4) == 0) {
      client.peer.readAtMost(random.nextInt(1, 100_000));
    }
    for (int count = random.nextInt(1, 10); count > 0; count--) {
      var bytes = new byte[random.nextInt(1, 5000)];
      random.nextBytes(bytes);
      client.sent.writeBytes(bytes);
      network.after(
          (10L - count) * 10_000_000,
          () -> {
            if (!client.gaveUp) {
              client.peer.send(bytes);
            }
          });
    }
    boolean givesUp = random.nextInt(6) == 0;
    network.after(
        givesUp ? random.nextLong(100_000_000) : 100_000_000,
        () -> {
          if (givesUp) {
            client.gaveUp = true;
            client.peer.reset();
          } else {
            client.peer.endOutput();
          }
        });
    client.peer.whenEnded(client.peer::close);
    return client;
  }

  @Test
  void everyClientGetsItsOwnBytesInOrderOrAFailure() throws Exception {
    for (long seed = 0; seed < SCENARIOS; seed++) {
      var network = new SimulatedNetwork(seed, SimulatedFaults.drawn(new SplittableRandom(seed)));
      try {
        for (Client client : run(seed, network)) {
          byte[] echoed = client.peer.received();
          assertThat(echoed).isEqualTo(Arrays.copyOf(client.sent.toByteArray(), echoed.length));
          if (client.peer.failure() == null && !client.gaveUp) {
            assertThat(client.peer.inputEnded()).isTrue();
            assertThat(echoed).hasSize(client.sent.size());
          }
        }
        assertThat(network.connectionsOpen()).as("connections left").isZero();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void withoutFaultsEverybodyIsServed() throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      var network = new SimulatedNetwork(seed);
      for (Client client : run(seed, network)) {
        assertThat(client.peer.failure()).isNull();
        assertThat(client.gaveUp || client.peer.receivedCount() == client.sent.size()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 42, 4711})
  void theSameSeedIsTheSameRun(long seed) throws Exception {
    var first = new ArrayList<String>();
    var second = new ArrayList<String>();
    var one = new SimulatedNetwork(seed, SimulatedFaults.drawn(new SplittableRandom(seed)));
    var other = new SimulatedNetwork(seed, SimulatedFaults.drawn(new SplittableRandom(seed)));
    one.traceTo(first::add);
    other.traceTo(second::add);

    run(seed, one);
    run(seed, other);

    assertThat(second).isEqualTo(first);
    assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
  }

  @Test
  void otherSeedsAreOtherRuns() throws Exception {
    var faults = SimulatedFaults.drawn(new SplittableRandom(7));
    var one = new SimulatedNetwork(1, faults);
    var other = new SimulatedNetwork(2, faults);

    run(5, one);
    run(5, other);

    assertThat(other.fingerprint()).isNotEqualTo(one.fingerprint());
  }
}
