package weft.bench.flood;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// The program on the load's core: attackers, or the client beside them.
///
/// ```
/// attack PORT FLOOD SECONDS    prints how many attacks there were
/// calm PORT SECONDS            prints what 99 of 100 answers took at most, in µs
/// ```
public final class FloodProgram {
  private static final int ATTACKERS = 8;

  /// A calm client waits a millisecond behind so many questions: it is not the load.
  private static final int BREATH = 8;

  private FloodProgram() {}

  /// Ends with code 1 when the calm client is not served.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
    Instant end =
        Instant.now().plus(Duration.ofSeconds(Long.parseLong(arguments[arguments.length - 1])));
    if (arguments[0].equals("calm")) {
      System.out.println(calm(server, end));
    } else {
      System.out.println(attack(server, Flood.valueOf(arguments[2]), end));
    }
    // Attackers may still wait for a server that tells them nothing.
    System.exit(0);
  }

  private static long calm(InetSocketAddress server, Instant end)
      throws IOException, InterruptedException {
    try (var client = new CalmClient(server)) {
      while (Instant.now().isBefore(end)) {
        for (int count = 0; count < BREATH; count++) {
          client.ask();
        }
        // The client's own pace, part of the load: nothing is waited for.
        Thread.sleep(1);
      }
      return client.takePercentile99();
    }
  }

  private static long attack(InetSocketAddress server, Flood flood, Instant end)
      throws InterruptedException {
    var attacks = new AtomicLong();
    for (int count = 0; count < ATTACKERS; count++) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            while (Instant.now().isBefore(end)) {
              attacks.incrementAndGet();
              attack(server, flood);
            }
          });
    }
    // The attackers look at the end themselves; one that has passed is not waited for.
    Thread.sleep(Duration.between(Instant.now(), end).plusMillis(1));
    return attacks.get();
  }

  private static void attack(InetSocketAddress server, Flood flood) {
    try (var wire = new FloodWire(server)) {
      flood.play(wire);
    } catch (IOException _) {
      // Refused or cut off: the next one comes at once.
      return;
    }
  }
}
