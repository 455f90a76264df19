package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import weft.http.FieldList;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutgoingRequest;

/// Calls made by a seed, against the server's own machine: bodies of all sizes and framings in any
/// pieces, refusals before the request was read, calls given up, connections cut, memory that runs
/// out.
///
/// Here's how it works: 1. the client makes one call after the other, as long as the connection
/// serves; 2. in any order bytes move, bodies are written and read, handlers go on, time passes; 3.
/// each response that is not given up has the body its request asked for, and a call fails only
/// when the connection was cut; 4. every buffer of both sides is given back.
class Http1BothSidesTest {
  private static final int SEEDS = 400;

  @Test
  void callsEndWithTheResponseTheyAskedFor() {
    int answers = 0;
    int reused = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Play play = new Play(seed);
      try {
        play.run();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed, failure);
      }
      answers += play.answers;
      reused += Math.max(0, play.calls - 1);
    }
    assertThat(answers).as("answers in all").isGreaterThan(2 * SEEDS);
    assertThat(reused).as("calls on a used connection").isGreaterThan(SEEDS);
  }

  /// One connection's life.
  private static final class Play {
    private final SplittableRandom random;
    private final boolean disturbing;
    private final BothSides sides;
    private final RecordingClientLink client;
    private final StringBuilder read = new StringBuilder();
    private RecordingOwner owner;
    private String expected = "";
    private String body = "";
    private int written;
    private boolean calling;
    private boolean awaitsContinue;
    private boolean writing;
    private boolean disturbed;
    int calls;
    int answers;

    Play(long seed) {
      random = new SplittableRandom(seed);
      disturbing = seed % 3 == 0;
      sides = new BothSides(random);
      client = sides.client;
      owner = new RecordingOwner(client);
    }

    void run() {
      int callsMax = 1 + random.nextInt(6);
      for (int step = 0; calling || (calls < callsMax && !client.machine.isSpent()); step++) {
        assertThat(step).as(this::toString).isLessThan(50_000);
        step(step);
      }
      if (random.nextBoolean()) {
        client.machine.drain(client.now);
      } else {
        client.machine.cut(client.now);
      }
      end();
    }

    private void step(int step) {
      switch (random.nextInt(10)) {
        case 0 -> {
          if (!calling && client.machine.available() > 0) {
            begin();
          }
        }
        case 1, 2 -> write();
        case 3, 4 -> read();
        case 5 -> sides.answering.goOn(sides.server);
        case 6 -> sides.elapse(random.nextLong(2_000_000));
        case 7 -> {
          // Late steps are for coming to an end.
          client.hasMemory = step > 5_000 || random.nextInt(3) > 0;
          sides.server.hasMemory = step > 5_000 || random.nextInt(3) > 0;
        }
        default -> sides.pass();
      }
      if (disturbing && calling && random.nextInt(200) == 0) {
        disturb();
      }
    }

    @Override
    public String toString() {
      return "call %s %s, %s: expected %s, read %s, sent %s of %s%s, %s; server %s"
          .formatted(
              calls,
              client.standing(),
              owner.events,
              expected.length(),
              read.length(),
              written,
              body.length(),
              writing ? " writing" : "",
              sides,
              sides.server.requests);
    }

    private void begin() {
      int length = random.nextInt(3) == 0 ? random.nextInt(40_000) : random.nextInt(50);
      body = BothSides.bytes(length);
      int kind = random.nextInt(5);
      boolean expects = kind < 3 && length > 0 && random.nextInt(4) == 0;
      long announced = random.nextBoolean() ? length : -1;
      expected = body;
      written = 0;
      if (kind == 3) {
        expected = BothSides.bytes(length);
      } else if (kind == 4) {
        expected = "";
      } else if (kind == 0) {
        expected = "too much";
      }
      String path = kind >= 3 ? "/bytes/" + length : kind == 0 ? "/early" : "/echo";
      String method = kind == 3 ? "GET" : kind == 4 ? "HEAD" : "POST";
      OutgoingRequest request =
          new OutgoingRequest(
              method, "http", "a", path, new FieldList(), kind >= 3 ? 0 : announced, expects);
      writing = kind < 3;
      awaitsContinue = expects;
      read.setLength(0);
      calling = true;
      calls++;
      owner = client.begin(request);
    }

    private void write() {
      if (!calling || !writing || owner.failure != null) {
        return;
      }
      // A server without memory leaves 100 out: nobody waits for it for ever.
      awaitsContinue &= !owner.answered && random.nextInt(100) > 0;
      if (awaitsContinue && !owner.events.contains("informed 100 []")) {
        return;
      }
      int result;
      if (written < body.length()) {
        byte[] source = body.getBytes(ISO_8859_1);
        int length = Math.min(source.length - written, 1 + random.nextInt(5_000));
        result = owner.call().write(source, written, length, client.now);
        written += Math.max(0, result);
      } else {
        result = owner.end();
        writing = result == Outcome.WAIT;
      }
      if (result == Outcome.GONE) {
        assertThat(disturbed || expected.equals("too much")).as("the server takes it").isTrue();
        writing = false;
      }
    }

    private void read() {
      if (!calling) {
        return;
      }
      if (owner.failure != null) {
        assertThat(disturbed).as("failed: %s", owner.failure).isTrue();
        release();
      } else if (owner.answered) {
        String piece = owner.read();
        int mark = piece.lastIndexOf('[');
        read.append(piece, 0, mark);
        if (piece.endsWith("[end]") && !writing) {
          assertThat(read.toString()).isEqualTo(expected);
          answers++;
          release();
        }
      }
    }

    private void disturb() {
      disturbed = true;
      switch (random.nextInt(5)) {
        case 0 -> client.machine.cut(client.now);
        case 1 -> client.machine.drain(client.now);
        case 2 -> sides.server.connection.cut(sides.server.now);
        case 3 -> sides.server.connection.drain(sides.server.now);
        default -> release();
      }
    }

    private void release() {
      calling = false;
      owner.release();
    }

    private void end() {
      client.hasMemory = true;
      sides.server.hasMemory = true;
      for (int step = 0; step < 500; step++) {
        sides.pass();
        sides.answering.goOn(sides.server);
      }
      assertThat(client.finished || client.reset).as("the client's connection ends").isTrue();
      assertThat(client.takeAndClose()).as("the client's buffers").isZero();
      sides.server.close();
      assertThat(sides.server.pool.buffersInUse()).as("the server's buffers").isZero();
    }
  }
}
