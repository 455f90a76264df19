package weft.hub.simulated;

import java.util.ArrayDeque;

/// One direction of a connection: bytes under way and bytes that have arrived, bounded together.
///
/// Bytes and the end of the stream arrive in order. Room that the reader frees is known to the
/// writer after a latency.
final class SimulatedPipe {
  private final SimulatedNetwork network;
  private final int id;
  private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();

  /// Bytes of the first piece that were read.
  private int read;

  private int arrivedBytes;
  private int room;
  private long lastArrivalNanos;
  private boolean endArrived;

  SimulatedPipe(SimulatedNetwork network, int id) {
    this.network = network;
    this.id = id;
    this.room = network.faults().bufferBytes();
  }

  int id() {
    return id;
  }

  /// Bytes the writer may send now.
  int room() {
    return room;
  }

  /// Bytes the reader may read now.
  int arrivedBytes() {
    return arrivedBytes;
  }

  /// Whether everything up to the end of the stream has arrived.
  boolean endArrived() {
    return endArrived;
  }

  /// Puts bytes under way, at most [#room].
  void send(byte[] piece, SimulatedEnd reader) {
    assert piece.length <= room;
    room -= piece.length;
    network.note("send", id, piece.length);
    arriveLater(() -> {
      if (reader.takesArrivals()) {
        arrived.add(piece);
        arrivedBytes += piece.length;
        network.note("arrive", id, piece.length);
        reader.changed();
      }
    });
  }

  /// Puts the end of the stream under way, behind all bytes.
  void sendEnd(SimulatedEnd reader) {
    network.note("end", id, 0);
    arriveLater(() -> {
      if (reader.takesEnd()) {
        endArrived = true;
        network.note("end arrives", id, 0);
        reader.changed();
      }
    });
  }

  /// Puts something under way that must not overtake the bytes before it.
  void arriveLater(Runnable arrival) {
    lastArrivalNanos = Math.max(lastArrivalNanos, network.nowNanos() + network.latencyNanos());
    network.schedule(lastArrivalNanos, arrival);
  }

  /// Takes arrived bytes, oldest first.
  ///
  /// @param count 1 to [#arrivedBytes]
  byte[] read(int count, SimulatedEnd writer) {
    var bytes = new byte[count];
    int filled = 0;
    while (filled < count) {
      byte[] piece = arrived.getFirst();
      int part = Math.min(piece.length - read, count - filled);
      System.arraycopy(piece, read, bytes, filled, part);
      filled += part;
      read += part;
      if (read == piece.length) {
        arrived.removeFirst();
        read = 0;
      }
    }
    arrivedBytes -= count;
    network.note("read", id, count);
    network.schedule(
        network.nowNanos() + network.latencyNanos(),
        () -> {
          room += count;
          writer.changed();
        });
    return bytes;
  }
}
