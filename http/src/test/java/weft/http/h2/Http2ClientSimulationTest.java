package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import weft.http.Http2FloodLimits;
import weft.http.Http2Options;
import weft.http.HttpOptions;
import weft.hub.memory.BufferPool;

/// Seeded connections between the client's machine and the server's: random callers, handlers,
/// windows, limits and pieces on the way. Every call is answered, refused or given up, no byte is
/// out of place, nobody waits in vain, every buffer comes back.
///
/// Here's how it works: 1. callers, handlers, both wires and time take steps in random order; 2.
/// nothing new begins, and all go on until nothing moves; 3. every call is judged. One connection
/// in five is hostile: bytes change on the way, memory is missing; of these only the end is judged.
///
/// A failure names its seed. More of them: `-Dweft.seeds=100000`.
class Http2ClientSimulationTest {
  private static final int SEEDS = Integer.getInteger("weft.seeds", 2_000);
  private static final int FAILURES_MAX = 10;
  private static final long POOL_BYTES = 64 << 20;
  private static final Http2FloodLimits GENEROUS =
      new Http2FloodLimits(
          100_000, 100_000, 100_000, 100_000, 100_000, 100_000, 100_000, 100, 100_000, 100_000);

  private BufferPool serverPool = new BufferPool(POOL_BYTES);
  private BufferPool clientPool = new BufferPool(POOL_BYTES);
  private int answers;

  @Test
  void everyCallEndsAndEveryBufferIsReturned() {
    List<String> failures = new ArrayList<>();
    for (long seed = 0; seed < SEEDS && failures.size() < FAILURES_MAX; seed++) {
      try {
        new Play(seed).play();
      } catch (AssertionError | RuntimeException failure) {
        // What it has not given back is not the next one's fault.
        serverPool = new BufferPool(POOL_BYTES);
        clientPool = new BufferPool(POOL_BYTES);
        failures.add("seed " + seed + ": " + failure + at(failure));
      }
    }

    assertThat(failures).isEmpty();
    assertThat(answers).as("the connections are about something").isGreaterThan(2 * SEEDS);
  }

  private static String at(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length > 2 ? " at " + trace[0] + " " + trace[1] + " " + trace[2] : "";
  }

  /// One connection.
  private final class Play {
    private final SplittableRandom random;
    private final boolean hostile;
    private final int leaves;
    private final List<RandomHandler> handlers = new ArrayList<>();
    private final List<RandomCall> calls = new ArrayList<>();
    private final MachineLink server;
    private final CallLink client;
    private final RandomWire toServer;
    private final RandomWire toClient;
    private boolean mayBegin = true;

    Play(long seed) {
      random = new SplittableRandom(seed);
      hostile = random.nextInt(5) == 0;
      leaves = random.nextInt(10);
      toServer = new RandomWire(random.split());
      toClient = new RandomWire(random.split());
      server =
          new MachineLink(HttpOptions.DEFAULTS.withHttp2(options()), serverPool, this::requested);
      server.log.knowsWindows = false;
      server.onOutput = toClient::say;
      client = new CallLink(options(), clientPool, 1);
      client.log.knowsWindows = false;
      client.now = server.now;
      client.onChange = this::begin;
    }

    private Http2Options options() {
      int window = 65_535 + random.nextInt(random.nextInt(3) == 0 ? 200_000 : 10);
      return Http2Options.DEFAULTS
          .withFloods(GENEROUS)
          .withWindows(window, window + random.nextInt(500_000))
          .withStreamsMax(random.nextInt(4) == 0 ? 1 + random.nextInt(8) : 128);
    }

    private void requested(StreamExchange exchange) {
      RandomHandler handler = new RandomHandler(exchange, random.split(), !hostile);
      handlers.add(handler);
      // Some answer before the connection goes on.
      while (random.nextInt(3) > 0 && handler.isRunnable()) {
        handler.step();
      }
    }

    private void begin() {
      if (mayBegin && calls.size() < 40 && client.machine.available() > 0) {
        calls.add(new RandomCall(client, random.split()));
      }
    }

    void play() {
      int steps = 20 + random.nextInt(300);
      for (int step = 0; step < steps && !isOver(); step++) {
        step();
      }
      mayBegin = false;
      client.hasMemory = true;
      server.hasMemory = true;
      if (!isOver()) {
        leave();
      }
      // What was changed on the way may be waited for in vain.
      int rounds = hostile ? 5 : 400;
      for (int round = 0; round < rounds && !isAtRest(); round++) {
        conclude();
      }
      if (!hostile) {
        judge();
      }
      end();
    }

    private boolean isOver() {
      return server.isOver() || client.isOver();
    }

    private void step() {
      switch (random.nextInt(10)) {
        case 0 -> begin();
        case 1, 2, 3 -> {
          if (!calls.isEmpty()) {
            calls.get(random.nextInt(calls.size())).step();
          }
        }
        case 4, 5 -> {
          if (!handlers.isEmpty()) {
            handlers.get(random.nextInt(handlers.size())).step();
          }
        }
        case 6 -> deliver(random.nextInt(random.nextBoolean() ? 100 : 40_000));
        case 7 -> toServer.say(client.takeOutput(random.nextInt(100_000)));
        case 8 -> server.takeOutput(random.nextInt(random.nextBoolean() ? 100 : 100_000));
        default -> {
          pass(random.nextLong(MachineLink.SECOND / 50));
          if (hostile) {
            misbehave();
          }
        }
      }
    }

    private void deliver(int most) {
      if (!server.paused) {
        toServer.deliver(most, server::receive);
      }
      if (!client.paused) {
        toClient.deliver(most, client::receive);
      }
    }

    private void pass(long nanos) {
      server.pass(nanos);
      client.pass(nanos);
    }

    private void misbehave() {
      switch (random.nextInt(8)) {
        case 0 -> toServer.corrupt();
        case 1 -> toClient.corrupt();
        case 2 -> client.hasMemory = false;
        case 3 -> server.hasMemory = false;
        default -> {
          client.hasMemory = true;
          server.hasMemory = true;
        }
      }
    }

    /// Some connections end in order while calls are under way.
    private void leave() {
      if (leaves == 0) {
        server.connection.drain(server.now);
      } else if (leaves == 1) {
        client.machine.drain(client.now);
      }
    }

    private boolean isAtRest() {
      if (client.isOver()) {
        return true;
      }
      boolean hasHeard = toClient.isEmpty() && server.pendingOutput() == 0;
      return hasHeard
          && (server.isOver()
              || (toServer.isEmpty()
                  && client.pendingOutput() == 0
                  && handlers.stream().allMatch(RandomHandler::isDone)
                  && calls.stream().allMatch(RandomCall::isDone)));
    }

    private void conclude() {
      for (int turn = 0; turn < 20 && !isAtRest(); turn++) {
        for (int count = 0; count < 4; count++) {
          calls.forEach(RandomCall::step);
        }
        handlers.forEach(RandomHandler::step);
        toServer.say(client.takeOutput(random.nextInt(200_000)));
        server.takeOutput(random.nextInt(200_000));
        deliver(100_000);
      }
      pass(MachineLink.SECOND / 100);
    }

    /// One end goes; the other hears of it.
    private void end() {
      toServer.say(client.takeOutput(Integer.MAX_VALUE));
      server.connection.receiveEnded(null, server.now);
      client.machine.receiveEnded(null, client.now);
      assertThat(server.isOver()).as("the server ends with its client").isTrue();
      assertThat(client.isOver()).as("the client ends with its server").isTrue();
      for (RandomHandler handler : handlers) {
        for (int step = 0; step < 10_000 && !handler.isDone(); step++) {
          handler.step();
        }
        assertThat(handler.isDone()).as(handler.toString()).isTrue();
      }
      for (RandomCall call : calls) {
        for (int step = 0; step < 10_000 && !call.isDone(); step++) {
          call.step();
        }
        assertThat(call.isDone()).as(call.toString()).isTrue();
      }
      server.flush();
      server.close();
      client.close();
      assertThat(client.log.isWhole() || client.reset).as("the last frame is whole").isTrue();
    }

    private void judge() {
      // A connection that ends in order may have ended under what was read to its end already.
      for (int count = 0; count < 1000 && isOver(); count++) {
        calls.forEach(RandomCall::step);
      }
      List<String> faults = new ArrayList<>();
      for (RandomCall call : calls) {
        String fault = call.judge(leaves == 0);
        if (!fault.isEmpty()) {
          faults.add(call + ": " + fault);
        }
        answers += call.isAnswered() ? 1 : 0;
      }
      assertThat(faults).as("calls, of %s", handlers).isEmpty();
      assertThat(server.reset || client.reset).as("the connection was reset").isFalse();
      assertThat(isOver() && leaves > 1).as("the connection has ended").isFalse();
      assertThat(client.log.takeLines())
          .noneMatch(line -> line.startsWith("GOAWAY") && !line.endsWith("NO_ERROR"));
      assertThat(server.log.takeLines())
          .noneMatch(line -> line.startsWith("GOAWAY") && !line.endsWith("NO_ERROR"));
    }
  }
}
