package weft.http.server;

import java.net.SocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import weft.hub.simulated.SimulatedNetwork;
import weft.hub.simulated.SimulatedPeer;
import weft.verify.wire.WireAnswer;
import weft.verify.wire.WireAnswers;

/// A client of the simulation: sends its script in pieces, with pauses, and may behave badly on the
/// way.
final class SimulatedClient {
  /// How a client ends.
  enum Manner {
    /// Sends everything, reads everything.
    PATIENT,
    /// Ends its direction behind the last request.
    HALF_CLOSING,
    /// Resets at some moment.
    RESETTING,
    /// Closes in the middle of a request.
    CUTTING,
    /// Stops sending in the middle and waits for the server to lose patience.
    SILENT,
    /// Stops reading for a while.
    STALLING
  }

  private static final long MILLI_NANOS = 1_000_000;
  private static final int PIECES_MAX = 40;

  private final SimulatedNetwork network;
  private final SplittableRandom random;
  private final Manner manner;
  private final List<SimulatedExchange> exchanges;
  private final String request;
  private final SimulatedPeer peer;
  private boolean over;

  SimulatedClient(SimulatedNetwork network, SplittableRandom random, SocketAddress server) {
    this.network = network;
    this.random = random;
    this.manner = Manner.values()[random.nextInt(Manner.values().length)];
    // Short sends into small buffers end in single bytes, and a large answer in millions of turns.
    boolean coarse =
        network.faults().shortSend() == 0 || network.faults().bufferBytes() >= 64 * 1024;
    int largestAnswer = coarse && network.faults().bufferBytes() >= 4096 ? 400_000 : 20_000;
    this.exchanges = new SimulatedScript(random, largestAnswer).draw();
    this.request = exchanges.stream().map(SimulatedExchange::request).collect(Collectors.joining());
    this.peer = network.connect(server);
    peer.whenConnected(this::begin);
    peer.whenEnded(this::close);
  }

  private void begin() {
    if (random.nextInt(3) == 0) {
      peer.readAtMost(5_000 + random.nextInt(100_000));
    }
    int until =
        manner == Manner.CUTTING || manner == Manner.SILENT
            ? random.nextInt(request.length())
            : request.length();
    long time = 0;
    int at = 0;
    int pieceMax = Math.max(1, 2 * until / (1 + random.nextInt(PIECES_MAX)));
    while (at < until) {
      int next = Math.min(until, at + 1 + random.nextInt(pieceMax));
      String piece = request.substring(at, next);
      network.after(time, () -> send(piece));
      at = next;
      time += random.nextInt(4) == 0 ? random.nextLong(40 * MILLI_NANOS) : 0;
    }
    misbehave(time);
  }

  private void misbehave(long time) {
    switch (manner) {
      case PATIENT, SILENT -> {}
      case HALF_CLOSING -> network.after(time, this::endOutput);
      case CUTTING -> network.after(time, this::close);
      case RESETTING -> network.after(random.nextLong(time + 50 * MILLI_NANOS), this::reset);
      case STALLING -> {
        network.after(random.nextLong(time + 1), peer::pauseReading);
        network.after(time + random.nextLong(5_000 * MILLI_NANOS), peer::resumeReading);
      }
    }
  }

  private void send(String piece) {
    if (!over) {
      peer.send(piece);
    }
  }

  private void endOutput() {
    if (!over) {
      peer.endOutput();
    }
  }

  private void close() {
    if (!over) {
      over = true;
      peer.close();
    }
  }

  private void reset() {
    if (!over) {
      over = true;
      peer.reset();
    }
  }

  /// Whether nothing will happen to it any more.
  boolean isOver() {
    return over || peer.failure() != null;
  }

  /// Checks what it was answered.
  ///
  /// @param reliable whether the network let everything through
  /// @return how many answers came whole
  int verify(boolean reliable) {
    WireAnswers answers = new WireAnswers();
    answers.add(peer.text());
    int count = 0;
    for (WireAnswer answer = answers.take(false); answer != null; answer = answers.take(false)) {
      if (answer.status() >= 200) {
        verifyAnswer(answer, count);
        count++;
      }
    }
    boolean mustHaveAll = reliable && (manner == Manner.PATIENT || manner == Manner.STALLING);
    if (mustHaveAll && count < wholeAnswers()) {
      throw new AssertionError(
          this + " got " + count + " of " + wholeAnswers() + " answers: " + peer.text());
    }
    if (mustHaveAll && !peer.inputEnded() && peer.failure() == null) {
      throw new AssertionError(this + " was never told the end");
    }
    return count;
  }

  private void verifyAnswer(WireAnswer answer, int index) {
    if (index >= exchanges.size()) {
      throw new AssertionError(this + " got an answer too many: " + answer);
    }
    SimulatedExchange exchange = exchanges.get(index);
    // A client that is slow, silent or cut may be told so instead.
    boolean gaveUp = answer.status() == 408 && manner == Manner.SILENT;
    boolean matches =
        answer.status() == exchange.status()
            && (exchange.bodyLength() < 0 || exchange.bodyLength() == answer.body().length());
    if (!matches && !gaveUp) {
      throw new AssertionError(this + " got " + answer + " instead of " + exchange);
    }
  }

  /// Answers that come whole: up to one that breaks off.
  private int wholeAnswers() {
    int count = 0;
    for (SimulatedExchange exchange : exchanges) {
      if (exchange.aborted()) {
        break;
      }
      count++;
      if (exchange.last()) {
        break;
      }
    }
    return count;
  }

  @Override
  public String toString() {
    return manner + " client";
  }
}
