package weft.hub.simulated;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/// How a simulated network behaves, and how often it misbehaves. Chances are from 0 (never) to 1
/// (always), each drawn anew where it applies.
///
/// @param latencyMinNanos shortest time from one end to the other, in nanoseconds
/// @param latencyMaxNanos longest time from one end to the other, in nanoseconds
/// @param bufferBytes bytes of one direction of a connection, or of one datagram socket, that are
///   under way or unread before the sender has to wait
/// @param shortReceive chance that a delivery holds fewer bytes than have arrived
/// @param shortSend chance that a send takes fewer bytes than there is room for
/// @param pendingSend chance that a send stays pending although there is room
/// @param broken chance, per piece of a stream, that the connection breaks as it travels; both ends
///   see a reset
/// @param emptySend chance that a pending send ends without having sent anything
/// @param resetOvertakes chance that a reset overtakes the bytes before it, which are lost
/// @param sameTurn chance, per delivery, that what a stream receives next comes in the same turn
/// @param lateInput chance that bytes, the end of a stream or a connection are still delivered
///   after the owner has stopped receiving or accepting
/// @param slowClose chance that a channel takes time to be closed
/// @param connectRefused chance that connecting is refused
/// @param connectTimedOut chance that connecting times out
/// @param acceptNoFiles chance that accepting fails for want of file descriptors
/// @param receiveStarved chance that a delivery has to pause for want of receive buffers
/// @param datagramLost chance that a datagram vanishes
/// @param datagramDuplicated chance that a datagram arrives twice
/// @param datagramDelayed chance that a datagram takes ten times the longest latency, and so is
///   overtaken
public record SimulatedFaults(
    long latencyMinNanos,
    long latencyMaxNanos,
    int bufferBytes,
    double shortReceive,
    double shortSend,
    double pendingSend,
    double broken,
    double emptySend,
    double resetOvertakes,
    double sameTurn,
    double lateInput,
    double slowClose,
    double connectRefused,
    double connectTimedOut,
    double acceptNoFiles,
    double receiveStarved,
    double datagramLost,
    double datagramDuplicated,
    double datagramDelayed) {
  /// Nothing goes wrong: 50 µs of latency, 64 KiB of buffers.
  public static final SimulatedFaults NONE =
      new SimulatedFaults(
          50_000, 50_000, 64 * 1024, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// Refuses what makes no sense.
  public SimulatedFaults {
    if (latencyMinNanos < 0 || latencyMaxNanos < latencyMinNanos) {
      throw new IllegalArgumentException(
          "latency of " + latencyMinNanos + " to " + latencyMaxNanos + " ns is no range");
    }
    if (bufferBytes < 1) {
      throw new IllegalArgumentException("buffers of " + bufferBytes + " bytes hold nothing");
    }
    requireChances(shortReceive, shortSend, pendingSend, broken, slowClose);
    requireChances(emptySend, resetOvertakes, sameTurn, lateInput);
    requireChances(connectRefused, connectTimedOut, acceptNoFiles, receiveStarved);
    requireChances(datagramLost, datagramDuplicated, datagramDelayed);
  }

  private static void requireChances(double... chances) {
    for (double chance : chances) {
      if (!(chance >= 0 && chance <= 1)) {
        throw new IllegalArgumentException("chance " + chance + " is not in 0 to 1");
      }
    }
  }

  /// Faults drawn at random: some absent, some rare, some frequent, so that many draws cover many
  /// combinations.
  public static SimulatedFaults drawn(SplittableRandom random) {
    long latencyMin = random.nextLong(1_000_000);
    return new SimulatedFaults(
        latencyMin,
        latencyMin + random.nextLong(20_000_000),
        1 << random.nextInt(6, 18),
        draw(random, 0.9),
        draw(random, 0.9),
        draw(random, 0.9),
        draw(random, 0.01),
        draw(random, 0.5),
        draw(random, 0.5),
        draw(random, 0.8),
        draw(random, 0.5),
        draw(random, 0.5),
        draw(random, 0.2),
        draw(random, 0.1),
        draw(random, 0.2),
        draw(random, 0.3),
        draw(random, 0.3),
        draw(random, 0.3),
        draw(random, 0.3));
  }

  private static double draw(SplittableRandom random, double most) {
    return random.nextBoolean() ? 0 : random.nextDouble() * most;
  }

  /// The same with other latencies, in nanoseconds.
  public SimulatedFaults withLatency(long minNanos, long maxNanos) {
    return with(draft -> {
      draft.latencyMinNanos = minNanos;
      draft.latencyMaxNanos = maxNanos;
    });
  }

  /// The same with buffers of another size.
  public SimulatedFaults withBufferBytes(int bytes) {
    return with(draft -> draft.bufferBytes = bytes);
  }

  /// The same with other chances of partial receives and sends.
  public SimulatedFaults withShortTransfers(double receive, double send) {
    return with(draft -> {
      draft.shortReceive = receive;
      draft.shortSend = send;
    });
  }

  /// The same with another chance that a send stays pending. With 1 every send does, as on
  /// io_uring.
  public SimulatedFaults withPendingSends(double chance) {
    return with(draft -> draft.pendingSend = chance);
  }

  /// The same with another chance that a pending send ends without having sent anything.
  public SimulatedFaults withEmptySends(double chance) {
    return with(draft -> draft.emptySend = chance);
  }

  /// The same with another chance that deliveries come in the same turn.
  public SimulatedFaults withDeliveriesInATurn(double chance) {
    return with(draft -> draft.sameTurn = chance);
  }

  /// The same with another chance that a connection breaks.
  public SimulatedFaults withBrokenConnections(double chance) {
    return with(draft -> draft.broken = chance);
  }

  /// The same with another chance that a reset overtakes the bytes before it.
  public SimulatedFaults withOvertakingResets(double chance) {
    return with(draft -> draft.resetOvertakes = chance);
  }

  /// The same with other chances that what an owner has stopped or closed goes on for a while.
  public SimulatedFaults withLateness(double input, double close) {
    return with(draft -> {
      draft.lateInput = input;
      draft.slowClose = close;
    });
  }

  /// The same with other chances that connecting fails.
  public SimulatedFaults withConnectFailures(double refused, double timedOut) {
    return with(draft -> {
      draft.connectRefused = refused;
      draft.connectTimedOut = timedOut;
    });
  }

  /// The same with other chances that file descriptors or receive buffers run out.
  public SimulatedFaults withExhaustion(double acceptNoFiles, double receiveStarved) {
    return with(draft -> {
      draft.acceptNoFiles = acceptNoFiles;
      draft.receiveStarved = receiveStarved;
    });
  }

  /// The same with other chances for datagrams.
  public SimulatedFaults withDatagramFaults(double lost, double duplicated, double delayed) {
    return with(draft -> {
      draft.datagramLost = lost;
      draft.datagramDuplicated = duplicated;
      draft.datagramDelayed = delayed;
    });
  }

  private SimulatedFaults with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.made();
  }

  /// Every part, for a `with…` to change.
  private static final class Draft {
    private long latencyMinNanos;
    private long latencyMaxNanos;
    private int bufferBytes;
    private double shortReceive;
    private double shortSend;
    private double pendingSend;
    private double broken;
    private double emptySend;
    private double resetOvertakes;
    private double sameTurn;
    private double lateInput;
    private double slowClose;
    private double connectRefused;
    private double connectTimedOut;
    private double acceptNoFiles;
    private double receiveStarved;
    private double datagramLost;
    private double datagramDuplicated;
    private double datagramDelayed;

    Draft(SimulatedFaults from) {
      latencyMinNanos = from.latencyMinNanos;
      latencyMaxNanos = from.latencyMaxNanos;
      bufferBytes = from.bufferBytes;
      shortReceive = from.shortReceive;
      shortSend = from.shortSend;
      pendingSend = from.pendingSend;
      broken = from.broken;
      emptySend = from.emptySend;
      resetOvertakes = from.resetOvertakes;
      sameTurn = from.sameTurn;
      lateInput = from.lateInput;
      slowClose = from.slowClose;
      connectRefused = from.connectRefused;
      connectTimedOut = from.connectTimedOut;
      acceptNoFiles = from.acceptNoFiles;
      receiveStarved = from.receiveStarved;
      datagramLost = from.datagramLost;
      datagramDuplicated = from.datagramDuplicated;
      datagramDelayed = from.datagramDelayed;
    }

    SimulatedFaults made() {
      return new SimulatedFaults(
          latencyMinNanos,
          latencyMaxNanos,
          bufferBytes,
          shortReceive,
          shortSend,
          pendingSend,
          broken,
          emptySend,
          resetOvertakes,
          sameTurn,
          lateInput,
          slowClose,
          connectRefused,
          connectTimedOut,
          acceptNoFiles,
          receiveStarved,
          datagramLost,
          datagramDuplicated,
          datagramDelayed);
    }
  }
}
