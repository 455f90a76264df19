package weft.hub.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.Memory;

@Timeout(20)
class SimulatedBackendTest {
  private static final SocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final long FOR_EVER = Long.MAX_VALUE;
  private static final long MILLI = 1_000_000;

  private final SimulatedNetwork network = new SimulatedNetwork(1);
  private final SimulatedBackend backend = new SimulatedBackend(network);
  private final List<String> log = new ArrayList<>();
  private final List<Integer> accepted = new ArrayList<>();
  private final Arena arena = Arena.ofConfined();
  private long memory;

  @BeforeEach
  void allocate() {
    memory = arena.allocate(200_000).address();
  }

  @AfterEach
  void close() {
    backend.close();
    arena.close();
  }

  /// Writes down what happens; receives from connections at once.
  private final class Recorder implements ChannelEvents {
    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    private void log(String what) {
      SimulatedBackendTest.this.log.add(name + " " + what);
    }

    @Override
    public ChannelEvents accepted(int handle) {
      log("accepted");
      accepted.add(handle);
      backend.armReceive(handle);
      return new Recorder("connection");
    }

    @Override
    public void acceptFailed(IoFailure failure) {
      log("acceptFailed " + failure);
    }

    @Override
    public void connected(@Nullable IoFailure failure) {
      log("connected " + failure);
    }

    @Override
    public void received(long address, int length) {
      var bytes = new byte[length];
      Memory.copyOut(address, bytes, 0, length);
      log("received " + new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Override
    public void receivedFrom(long address, int length, SocketAddress sender, boolean truncated) {
      log("receivedFrom " + length);
    }

    @Override
    public void receiveEnded(@Nullable IoFailure failure) {
      log("receiveEnded " + failure);
    }

    @Override
    public void sent(int length, @Nullable IoFailure failure) {
      log("sent " + length + " " + failure);
    }

    @Override
    public void closed() {
      log("closed");
    }
  }

  private int listen() throws Exception {
    int listener = backend.listen(ADDRESS, SocketSettings.DEFAULTS, new Recorder("listener"));
    backend.armAccept(listener);
    return listener;
  }

  private void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      assertThat(network.isStuck()).as("nothing will happen any more: %s", log).isFalse();
      backend.turn(FOR_EVER);
    }
  }

  /// Lets things arrive until the next turn has something to tell.
  private void untilNews() {
    while (!backend.pending()) {
      assertThat(network.step()).as("something is under way: %s", log).isTrue();
    }
  }

  private void untilStuck() {
    while (!network.isStuck()) {
      backend.turn(FOR_EVER);
    }
  }

  private int send(int handle, String text) {
    var bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    Memory.copyIn(bytes, 0, memory, bytes.length);
    return backend.send(handle, memory, bytes.length);
  }

  @Test
  void waitingIsWhatMovesTime() {
    assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS);

    backend.turn(0);
    assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS);
    backend.turn(5 * MILLI);
    assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS + 5 * MILLI);
    backend.turn(FOR_EVER);
    assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS + 5 * MILLI);
  }

  @Test
  void aWakeKeepsTimeFromMovingOnce() {
    backend.wake();

    backend.turn(MILLI);
    assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS);
    backend.turn(MILLI);
    assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS + MILLI);
  }

  @Test
  void timeMovesWhenTheLastOfSeveralHubsWaits() {
    try (var other = new SimulatedBackend(network)) {
      backend.turn(10 * MILLI);
      assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS);
      other.turn(3 * MILLI);
      assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS + 3 * MILLI);

      // The other one is to be turned now; time does not pass over it.
      backend.turn(7 * MILLI);
      assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS + 3 * MILLI);
      other.turn(FOR_EVER);
      assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS + 10 * MILLI);
    }
  }

  @Test
  void twoHubsTalk() throws Exception {
    listen();
    try (var other = new SimulatedBackend(network)) {
      int client = other.connect(ADDRESS, SocketSettings.DEFAULTS, new Recorder("client"));
      while (!log.contains("client connected null") || accepted.isEmpty()) {
        backend.turn(FOR_EVER);
        other.turn(FOR_EVER);
      }
      Memory.putByte(memory, (byte) 'x');
      assertThat(other.send(client, memory, 1)).isOne();
      while (!log.contains("connection received x")) {
        backend.turn(FOR_EVER);
        other.turn(FOR_EVER);
      }
    }
    untilStuck();
    assertThat(log).endsWith("connection receiveEnded RESET");
  }

  @Test
  void aPeerTalksToAListener() throws Exception {
    listen();
    SimulatedPeer peer = network.connect(ADDRESS).send("hello");
    until(() -> log.contains("connection received hello"));

    send(accepted.getFirst(), "welcome");
    until(() -> peer.text().equals("welcome"));
    peer.endOutput();
    until(() -> log.contains("connection receiveEnded null"));
    backend.close(accepted.getFirst(), false);
    untilStuck();

    assertThat(peer.inputEnded()).isTrue();
    assertThat(peer.failure()).isNull();
    assertThat(log).endsWith("connection closed");
  }

  @Test
  void aScriptedServerAnswersAClient() throws Exception {
    network.listen(ADDRESS, peer -> peer.whenReceived(() -> peer.send("pong").close()));
    int client = backend.connect(ADDRESS, SocketSettings.DEFAULTS, new Recorder("client"));
    until(() -> log.contains("client connected null"));
    backend.armReceive(client);
    send(client, "ping");

    untilStuck();

    assertThat(log)
        .containsExactly(
            "client connected null", "client received pong", "client receiveEnded null");
  }

  @Test
  void latencyTakesItsTime() throws Exception {
    network.faults(SimulatedFaults.NONE.withLatency(7 * MILLI, 7 * MILLI));
    listen();
    network.connect(ADDRESS).send("x");

    until(() -> log.contains("connection received x"));

    // There, back, there again.
    assertThat(network.nowNanos()).isEqualTo(SimulatedNetwork.START_NANOS + 21 * MILLI);
  }

  @Test
  void nobodyListeningRefuses() throws Exception {
    int client = backend.connect(ADDRESS, SocketSettings.DEFAULTS, new Recorder("client"));
    SimulatedPeer peer = network.connect(ADDRESS);

    untilStuck();

    assertThat(log).containsExactly("client connected REFUSED");
    assertThat(peer.failure()).isEqualTo(IoFailure.REFUSED);
    backend.close(client, false);
    untilStuck();
    assertThat(backend.channelsOpen()).isZero();
  }

  @Test
  void connectingFailsByChance() throws Exception {
    listen();
    network.faults(SimulatedFaults.NONE.withConnectFailures(0, 1));
    SimulatedPeer late = network.connect(ADDRESS);
    network.faults(SimulatedFaults.NONE.withConnectFailures(1, 0));
    SimulatedPeer refused = network.connect(ADDRESS);

    untilStuck();

    assertThat(late.failure()).isEqualTo(IoFailure.TIMED_OUT);
    assertThat(refused.failure()).isEqualTo(IoFailure.REFUSED);
  }

  @Test
  void aFullBacklogTimesOut() throws Exception {
    backend.listen(ADDRESS, SocketSettings.DEFAULTS.withBacklog(1), new Recorder("listener"));
    SimulatedPeer first = network.connect(ADDRESS);
    SimulatedPeer second = network.connect(ADDRESS);

    untilStuck();

    assertThat(first.isConnected()).isTrue();
    assertThat(second.failure()).isEqualTo(IoFailure.TIMED_OUT);
  }

  @Test
  void whoFindsTheBacklogFullTriesAgain() throws Exception {
    var settings = SocketSettings.DEFAULTS.withBacklog(1);
    int listener = backend.listen(ADDRESS, settings, new Recorder("listener"));
    network.connect(ADDRESS);
    SimulatedPeer second = network.connect(ADDRESS);
    backend.turn(2 * MILLI);
    backend.turn(2 * MILLI);

    backend.armAccept(listener);
    untilStuck();

    assertThat(second.isConnected()).isTrue();
    assertThat(log).containsExactly("listener accepted", "listener accepted");
    assertThat(network.nowNanos()).isGreaterThan(SimulatedNetwork.START_NANOS + 1000 * MILLI);
  }

  @Test
  void anOccupiedAddressIsABindException() throws Exception {
    listen();

    assertThatExceptionOfType(BindException.class).isThrownBy(this::listen);
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> network.listen(ADDRESS, peer -> peer.close()));
    assertThat(backend.channelsOpen()).isOne();
  }

  @Test
  void acceptingFailsOnDemandAndGoesOn() throws Exception {
    int listener = listen();
    backend.failAccepts(1);
    SimulatedPeer peer = network.connect(ADDRESS);
    untilStuck();
    assertThat(log).containsExactly("listener acceptFailed NO_FILES");
    assertThat(peer.isConnected()).isTrue();

    backend.armAccept(listener);
    untilStuck();
    assertThat(log).endsWith("listener accepted");
  }

  @Test
  void aShortageOfBuffersPausesAndLosesNothing() throws Exception {
    listen();
    backend.starveReceives(3);
    network.connect(ADDRESS).send("hungry");

    untilStuck();

    assertThat(log).endsWith("connection received hungry");
    assertThat(backend.starvations()).isEqualTo(3);
    assertThat(network.nowNanos()).isGreaterThan(SimulatedNetwork.START_NANOS + 3 * MILLI);
  }

  @Test
  void aReaderThatStopsFillsTheBuffersAndMakesSendsPend() throws Exception {
    network.faults(SimulatedFaults.NONE.withBufferBytes(100));
    listen();
    SimulatedPeer peer = network.connect(ADDRESS);
    peer.pauseReading();
    until(() -> !accepted.isEmpty());

    assertThat(send(accepted.getFirst(), "x".repeat(150))).isEqualTo(100);
    assertThat(send(accepted.getFirst(), "y".repeat(50))).isEqualTo(Backend.PENDING);
    untilStuck();
    assertThat(log).doesNotContain("connection sent 50 null");

    peer.resumeReading();
    untilStuck();
    assertThat(log).endsWith("connection sent 50 null");
    assertThat(peer.receivedCount()).isEqualTo(150);
  }

  @Test
  void aSlowReaderTakesItsTime() throws Exception {
    listen();
    SimulatedPeer peer = network.connect(ADDRESS).readAtMost(1000);
    until(() -> !accepted.isEmpty());
    send(accepted.getFirst(), "x".repeat(500));

    until(() -> peer.receivedCount() == 500);

    assertThat(network.nowNanos() - SimulatedNetwork.START_NANOS).isGreaterThan(400 * MILLI);
  }

  @Test
  void aSecondSendWhileOneIsPendingIsABug() throws Exception {
    network.faults(SimulatedFaults.NONE.withPendingSends(1));
    listen();
    network.connect(ADDRESS);
    until(() -> !accepted.isEmpty());

    assertThat(send(accepted.getFirst(), "first")).isEqualTo(Backend.PENDING);
    assertThatIllegalStateException()
        .isThrownBy(() -> send(accepted.getFirst(), "second"))
        .withMessageContaining("pending already");
    untilStuck();
    assertThat(log).endsWith("connection sent 5 null");
  }

  @Test
  void aHandleThatIsNotOpenIsABug() {
    assertThatIllegalStateException()
        .isThrownBy(() -> backend.armReceive(99))
        .withMessage("channel 99 is not open");
  }

  @Test
  void receivedMemoryIsSpoiledAfterTheCall() throws Exception {
    var seen = new long[1];
    int listener =
        backend.listen(
            ADDRESS,
            SocketSettings.DEFAULTS,
            new ChannelEvents() {
              @Override
              public ChannelEvents accepted(int handle) {
                backend.armReceive(handle);
                return new ChannelEvents() {
                  @Override
                  public void received(long address, int length) {
                    assertThat(Memory.getByte(address)).isEqualTo((byte) 'x');
                    seen[0] = address;
                  }

                  @Override
                  public void closed() {}
                };
              }

              @Override
              public void closed() {}
            });
    backend.armAccept(listener);
    network.connect(ADDRESS).send("x");

    until(() -> seen[0] != 0);

    assertThat(Memory.getByte(seen[0])).isNotEqualTo((byte) 'x');
  }

  @Test
  void aBrokenConnectionIsAResetAtBothEnds() throws Exception {
    network.faults(SimulatedFaults.NONE.withBrokenConnections(1));
    listen();
    SimulatedPeer peer = network.connect(ADDRESS).send("x");

    untilStuck();

    assertThat(log).endsWith("connection receiveEnded RESET");
    assertThat(peer.failure()).isEqualTo(IoFailure.RESET);
  }

  @Test
  void aResetMayOvertakeTheBytesBeforeIt() throws Exception {
    listen();
    SimulatedPeer patient = network.connect(ADDRESS);
    SimulatedPeer overtaken = network.connect(ADDRESS);
    untilStuck();
    backend.disarmReceive(accepted.getFirst());
    backend.disarmReceive(accepted.getLast());

    patient.send("arrives").reset();
    untilStuck();
    network.faults(SimulatedFaults.NONE.withLatency(1, MILLI).withOvertakingResets(1));
    for (int count = 0; count < 100; count++) {
      overtaken.send("lost");
    }
    overtaken.reset();
    untilStuck();
    backend.armReceive(accepted.getFirst());
    backend.armReceive(accepted.getLast());
    untilStuck();

    assertThat(log).contains("connection received arrives");
    assertThat(String.join("", log).split("lost", -1)).hasSizeLessThan(100);
    assertThat(log.stream().filter("connection receiveEnded RESET"::equals)).hasSize(2);
  }

  @Test
  void theEndOfAPeersStreamResetsNobodyWhoHasClosed() throws Exception {
    listen();
    SimulatedPeer peer = network.connect(ADDRESS);
    untilStuck();
    backend.close(accepted.getFirst(), false);
    untilStuck();
    peer.endOutput();
    untilStuck();

    assertThat(peer.inputEnded()).isTrue();
    assertThat(peer.failure()).isNull();
  }

  @Test
  void bytesForOneWhoHasClosedResetTheirSender() throws Exception {
    listen();
    SimulatedPeer peer = network.connect(ADDRESS);
    untilStuck();
    backend.close(accepted.getFirst(), false);
    untilStuck();
    peer.send("too late");
    untilStuck();

    assertThat(peer.failure()).isEqualTo(IoFailure.RESET);
  }

  @Test
  void nobodyIsAtTheOtherEndOfABrokenConnection() throws Exception {
    listen();
    SimulatedPeer peer = network.connect(ADDRESS);
    untilStuck();
    assertThat(backend.remoteAddress(accepted.getFirst())).isEqualTo(peer.localAddress());

    peer.reset();
    untilStuck();

    assertThat(backend.remoteAddress(accepted.getFirst())).isNull();
  }

  @Test
  void whatWasOnItsWayComesAfterDisarming() throws Exception {
    network.faults(SimulatedFaults.NONE.withLateness(1, 0));
    int listener = listen();
    SimulatedPeer peer = network.connect(ADDRESS);
    untilStuck();
    int connection = accepted.getFirst();

    network.connect(ADDRESS);
    untilNews();
    backend.disarmAccept(listener);
    untilStuck();
    assertThat(accepted).hasSize(2);
    network.connect(ADDRESS);
    untilStuck();
    assertThat(accepted).as("nothing was on its way").hasSize(2);

    peer.endOutput();
    untilNews();
    backend.disarmReceive(connection);
    untilStuck();
    assertThat(log).endsWith("connection receiveEnded null");
  }

  @Test
  void severalDeliveriesMayComeInOneTurn() throws Exception {
    network.faults(SimulatedFaults.NONE.withDeliveriesInATurn(1));
    listen();
    SimulatedPeer peer = network.connect(ADDRESS);
    untilStuck();
    peer.send("x".repeat(40_000)).endOutput();
    untilNews();
    log.clear();

    backend.turn(0);

    assertThat(log).hasSize(4).endsWith("connection receiveEnded null");
  }

  @Test
  void aSendMayEndWithoutHavingSent() throws Exception {
    network.faults(SimulatedFaults.NONE.withPendingSends(1).withEmptySends(1));
    listen();
    SimulatedPeer peer = network.connect(ADDRESS);
    untilStuck();
    send(accepted.getFirst(), "x");
    untilStuck();

    assertThat(log).endsWith("connection sent 0 null");
    assertThat(peer.receivedCount()).isZero();
  }

  @Test
  void whatIsFollowedIsSentAtOnceOrNotAtAll() throws Exception {
    network.faults(SimulatedFaults.NONE.withBufferBytes(3));
    listen();
    SimulatedPeer peer = network.connect(ADDRESS);
    peer.pauseReading();
    untilStuck();
    int connection = accepted.getFirst();

    assertThat(backend.sendMore(connection, memory, 5)).isEqualTo(3);
    assertThat(backend.sendMore(connection, memory, 2)).isZero();
    peer.resumeReading();
    untilStuck();
    network.faults(network.faults().withPendingSends(1));
    assertThat(backend.sendMore(connection, memory, 2)).isZero();
    assertThat(peer.receivedCount()).isEqualTo(3);
  }

  @Test
  void aSendAndAReceiveEndInAnyOrder() throws Exception {
    listen();
    var orders = new TreeSet<String>();
    for (int round = 0; round < 64; round++) {
      network.faults(SimulatedFaults.NONE.withPendingSends(1));
      SimulatedPeer peer = network.connect(ADDRESS);
      untilStuck();
      peer.send("r");
      send(accepted.getLast(), "s");
      untilNews();
      log.clear();
      untilStuck();
      orders.add(String.join(", ", log));
    }

    assertThat(orders)
        .containsExactly(
            "connection received r, connection sent 1 null",
            "connection sent 1 null, connection received r");
  }

  @Test
  void closingWithUnreadBytesResetsThePeer() throws Exception {
    listen();
    SimulatedPeer peer = network.connect(ADDRESS);
    until(() -> !accepted.isEmpty());
    backend.disarmReceive(accepted.getFirst());
    peer.send("nobody reads this");
    untilStuck();

    backend.close(accepted.getFirst(), false);
    untilStuck();

    assertThat(peer.failure()).isEqualTo(IoFailure.RESET);
    assertThat(network.connectionsOpen()).as("the listener").isOne();
  }

  @Test
  void datagramsAreLostDoubledAndOvertaken() throws Exception {
    var sender = backend.bindDatagram(anyPort(), SocketSettings.DEFAULTS, new Recorder("sender"));
    var target = backend.bindDatagram(anyPort(), SocketSettings.DEFAULTS, new Recorder("target"));
    backend.armReceive(target);
    network.faults(SimulatedFaults.NONE.withDatagramFaults(1, 0, 0));
    sendTo(sender, target, 1);
    untilStuck();
    assertThat(log).isEmpty();

    network.faults(SimulatedFaults.NONE.withDatagramFaults(0, 1, 0));
    sendTo(sender, target, 2);
    untilStuck();
    assertThat(log).containsExactly("target receivedFrom 2", "target receivedFrom 2");

    log.clear();
    network.faults(SimulatedFaults.NONE.withDatagramFaults(0, 0, 1));
    sendTo(sender, target, 3);
    network.faults(SimulatedFaults.NONE);
    sendTo(sender, target, 4);
    untilStuck();
    assertThat(log).containsExactly("target receivedFrom 4", "target receivedFrom 3");
  }

  private void sendTo(int from, int to, int length) throws Exception {
    assertThat(backend.sendTo(from, memory, length, backend.localAddress(to))).isEqualTo(length);
  }

  private static SocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Test
  void theScriptPlaysItsPartsInTime() {
    var played = new ArrayList<Long>();
    network.after(2 * MILLI, () -> played.add(network.nowNanos()));
    network.after(MILLI, () -> played.add(network.nowNanos()));

    assertThat(network.isQuiet()).isFalse();
    while (network.step()) {
      assertThat(Objects.requireNonNull(played.getLast())).isEqualTo(network.nowNanos());
    }

    assertThat(played)
        .containsExactly(
            SimulatedNetwork.START_NANOS + MILLI, SimulatedNetwork.START_NANOS + 2 * MILLI);
    assertThat(network.isQuiet()).isTrue();
  }
}
