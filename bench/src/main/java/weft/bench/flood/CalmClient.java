package weft.bench.flood;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Arrays;

/// A client that asks one thing after another, and measures how long it takes.
final class CalmClient implements AutoCloseable {
  private final FloodWire wire;
  private final FloodFrames frames = new FloodFrames();
  private long[] nanos = new long[1024];
  private int count;
  private int id = 1;

  CalmClient(SocketAddress server) throws IOException {
    wire = new FloodWire(server);
    wire.send(
        frames.preface().frame(FloodFrames.WINDOW_UPDATE, 0, 0, FloodFrames.word(1 << 30)).take());
  }

  /// Asks once.
  void ask() throws IOException {
    int before = wire.answers;
    long start = System.nanoTime();
    wire.send(frames.get(id).take());
    id += 2;
    wire.readAnswers(before + 1);
    if (wire.answers != before + 1) {
      throw new IOException("the calm client was not answered: " + wire);
    }
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = System.nanoTime() - start;
  }

  /// What 99 of 100 answers took at most, since the last time, in µs.
  long takePercentile99() {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    long result = count == 0 ? 0 : sorted[(count - 1) * 99 / 100] / 1000;
    count = 0;
    return result;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
