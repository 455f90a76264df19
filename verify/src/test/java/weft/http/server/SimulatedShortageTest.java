package weft.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.HttpOptions;
import weft.http.Request;
import weft.http.Response;
import weft.hub.Hub;
import weft.hub.ManualHubs;
import weft.hub.Signal;
import weft.hub.simulated.SimulatedBackend;
import weft.hub.simulated.SimulatedFaults;
import weft.hub.simulated.SimulatedNetwork;
import weft.hub.simulated.SimulatedPeer;

/// Uploads for far more memory than the hub has, to handlers that read late: every one arrives
/// whole, and none is refused.
@Timeout(60)
final class SimulatedShortageTest {
  private static final int SEEDS = 10;
  private static final int UPLOADS = 400;
  private static final int UPLOAD_BYTES_MAX = 60_000;
  private static final long POOL_BYTES = 1 << 20;
  private static final int TURNS_MAX = 400_000;
  private static final long MILLI_NANOS = 1_000_000;
  private static final SocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

  private long starvations;

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 20, 30})
  void everyUploadArrivesWhole(long firstSeed) throws Exception {
    for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
      long now = seed;
      ManualHubs.run(hubs -> play(hubs, now));
    }
    assertThat(starvations).as("times that memory ran out").isPositive();
  }

  private void play(ManualHubs hubs, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    SimulatedFaults faults =
        SimulatedFaults.NONE.withShortTransfers(random.nextDouble(0.2), 0).withLateness(0.1, 0.1);
    SimulatedNetwork network = new SimulatedNetwork(seed, faults);
    SimulatedBackend backend = new SimulatedBackend(network);
    Hub hub = hubs.add(backend, network::nowNanos, POOL_BYTES);
    HttpOptions options = HttpOptions.DEFAULTS.withAddress(ADDRESS);
    ServerShare share =
        new ServerShare(options, (request, response) -> handle(hub, request, response));
    ServerHub server = new ServerHub(hub, options, share);
    share.setHubs(new ServerHub[] {server});
    hub.listen(ADDRESS, options.sockets(), server::accept);
    List<SimulatedPeer> peers = new ArrayList<>();
    List<String> bodies = new ArrayList<>();
    for (int index = 0; index < UPLOADS; index++) {
      String body = (seed + "." + index + ",").repeat(1 + random.nextInt(UPLOAD_BYTES_MAX / 6));
      bodies.add(body);
      peers.add(upload(network, body, random.nextInt(2) == 0, random.nextLong(2000)));
    }

    for (int turns = 0; !peers.stream().allMatch(SimulatedPeer::inputEnded); turns++) {
      assertThat(turns).as("turns of seed %s", seed).isLessThan(TURNS_MAX);
      assertThat(peers).as("seed %s", seed).allMatch(peer -> peer.failure() == null);
      hubs.turn(hub);
    }

    for (int index = 0; index < UPLOADS; index++) {
      assertThat(peers.get(index).text())
          .as("answer to upload %s of seed %s", index, seed)
          .startsWith("HTTP/1.1 200 ")
          .endsWith("\r\n\r\n" + checksum(bodies.get(index).getBytes(ISO_8859_1)));
    }
    starvations += backend.starvations();
    peers.forEach(SimulatedPeer::close);
    hubs.stop(hub);
    for (int turns = 0; turns < TURNS_MAX && backend.channelsOpen() > 0; turns++) {
      hubs.turn(hub);
    }
    assertThat(hub.counters().buffersInUse()).isZero();
    hubs.end(hub);
  }

  private static SimulatedPeer upload(
      SimulatedNetwork network, String body, boolean chunked, long delayMillis) {
    String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length();
    String head =
        "POST /" + delayMillis + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + framing;
    String content =
        chunked
            ? Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\nA-Trailer: t\r\n\r\n"
            : body;
    SimulatedPeer peer = network.connect(ADDRESS);
    return peer.whenConnected(() -> peer.send(head + "\r\n\r\n" + content));
  }

  private static void handle(Hub hub, Request request, Response response)
      throws IOException, InterruptedException {
    long delay = Long.parseLong(request.path().substring(1)) * MILLI_NANOS;
    new Signal(hub).await(hub.nowNanos() + delay);
    byte[] body = request.body().bytes();
    response.send(Long.toString(checksum(body)).getBytes(ISO_8859_1));
  }

  private static long checksum(byte[] content) {
    CRC32 sum = new CRC32();
    sum.update(content);
    return sum.getValue();
  }
}
