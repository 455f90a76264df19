package weft.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import weft.http.HttpOptions;
import weft.http.Request;
import weft.http.Response;
import weft.hub.Hub;
import weft.hub.ManualHubs;
import weft.hub.Signal;
import weft.hub.TcpListener;
import weft.hub.simulated.SimulatedBackend;
import weft.hub.simulated.SimulatedFaults;
import weft.hub.simulated.SimulatedNetwork;

/// One seeded scenario: a server, some clients, a network that misbehaves.
///
/// Here's how it works: 1. faults and clients are drawn from the seed; 2. the hub gets turns until
/// every client is done with; 3. every handler has ended, every answer was right; 4. the hub is
/// stopped and has every buffer back.
final class SimulatedHttpScenario {
  private static final int CLIENTS_MAX = 5;
  private static final int TURNS_MAX = 400_000;
  private static final int STUCK_TURNS_MAX = 1000;
  private static final long STUCK_PARK_NANOS = 100_000;
  private static final long MILLI_NANOS = 1_000_000;
  private static final SocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

  private final long seed;
  private final SplittableRandom random;
  private final SimulatedNetwork network;
  private final boolean reliable;
  private final boolean drains;
  private final List<SimulatedClient> clients = new ArrayList<>();
  private int handlersBegun;
  private int handlersEnded;
  private int answers;

  SimulatedHttpScenario(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    SimulatedFaults faults =
        random.nextInt(4) == 0 ? SimulatedFaults.NONE : SimulatedFaults.drawn(random);
    this.network = new SimulatedNetwork(seed, faults);
    this.drains = random.nextInt(8) == 0;
    this.reliable =
        !drains
            && faults.broken() == 0
            && faults.connectRefused() == 0
            && faults.connectTimedOut() == 0
            && faults.bufferBytes() >= 2048;
  }

  /// Plays it.
  void play(ManualHubs hubs) throws Exception {
    SimulatedBackend backend = new SimulatedBackend(network);
    Hub hub = hubs.add(backend, network::nowNanos);
    HttpOptions options = HttpOptions.DEFAULTS.withAddress(ADDRESS);
    ServerShare share =
        new ServerShare(options, (request, response) -> handle(hub, request, response));
    ServerHub server = new ServerHub(hub, options, share);
    share.setHubs(new ServerHub[] {server});
    TcpListener listener = hub.listen(ADDRESS, options.sockets(), server::accept);
    int count = 1 + random.nextInt(CLIENTS_MAX);
    for (int index = 0; index < count; index++) {
      clients.add(new SimulatedClient(network, random.split(), ADDRESS));
    }
    if (drains) {
      network.after(
          random.nextLong(200 * MILLI_NANOS),
          () -> hub.execute(() -> server.drain(new CountDownLatch(1))));
    }

    turnUntilDone(hubs, hub, server);

    for (SimulatedClient client : clients) {
      answers += client.verify(reliable);
    }
    check(
        handlersBegun == handlersEnded,
        handlersBegun + " handlers begun, " + handlersEnded + " ended");
    check(server.openRequests() == 0, server.openRequests() + " requests open");
    check(listener.isOpen(), "the listener closed by itself");
    stop(hubs, hub, backend);
  }

  private void turnUntilDone(ManualHubs hubs, Hub hub, ServerHub server) {
    int patience = STUCK_TURNS_MAX;
    for (int turns = 0; turns < TURNS_MAX; turns++) {
      if (clients.stream().allMatch(SimulatedClient::isOver)
          && server.connectionCount() == 0
          && handlersBegun == handlersEnded) {
        return;
      }
      if (network.isStuck() && patience-- == 0) {
        break;
      } else if (network.isStuck()) {
        // A thread may wait for a lock of the JDK's, which no virtual time frees.
        LockSupport.parkNanos(STUCK_PARK_NANOS);
      }
      hubs.turn(hub);
    }
    throw new AssertionError(
        "not over: "
            + clients.stream().filter(client -> !client.isOver()).toList()
            + ", "
            + server.connectionCount()
            + " connections, "
            + (handlersBegun - handlersEnded)
            + " handlers, stuck "
            + network.isStuck());
  }

  private void stop(ManualHubs hubs, Hub hub, SimulatedBackend backend) {
    hubs.stop(hub);
    for (int turns = 0; turns < TURNS_MAX && backend.channelsOpen() > 0; turns++) {
      hubs.turn(hub);
    }
    check(backend.channelsOpen() == 0, backend.channelsOpen() + " channels open");
    check(
        hub.counters().buffersInUse() == 0,
        hub.counters().buffersInUse() + " buffers not returned");
    hubs.end(hub);
  }

  /// What two runs of one seed have in common.
  long fingerprint() {
    return network.fingerprint();
  }

  /// Answers that came whole and were right.
  int answers() {
    return answers;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private void handle(Hub hub, Request request, Response response) throws Exception {
    handlersBegun++;
    try {
      switch (request.path()) {
        case "/sleep" -> {
          Signal never = new Signal(hub);
          never.await(hub.nowNanos() + number(request) * MILLI_NANOS);
          response.send("slept".getBytes(US_ASCII));
        }
        case "/stream" -> stream(response, number(request));
        case "/echo" -> response.send(request.body().bytes());
        case "/fail" -> throw new IllegalStateException("told to fail");
        case "/break" -> {
          stream(response, 3000);
          throw new IllegalStateException("told to break");
        }
        case "/twice" -> response.send("ten bytes.".getBytes(US_ASCII));
        default -> response.send("plain".getBytes(US_ASCII));
      }
    } finally {
      handlersEnded++;
    }
  }

  private static void stream(Response response, int length) throws Exception {
    try (var out = response.stream()) {
      byte[] piece = new byte[700];
      for (int left = length; left > 0; left -= piece.length) {
        out.write(piece, 0, Math.min(left, piece.length));
      }
    }
  }

  private static int number(Request request) {
    return Integer.parseInt("" + request.query());
  }

  @Override
  public String toString() {
    return "scenario of seed " + seed + " with " + network.faults();
  }
}
