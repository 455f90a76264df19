package weft.hub.simulated;

import java.lang.foreign.Arena;
import java.util.LinkedHashSet;
import java.util.Set;
import weft.hub.memory.Buffer;
import weft.hub.memory.InputRoom;
import weft.hub.memory.Memory;

/// The memory one back-end receives into: a single buffer, spoiled after every delivery, and the
/// room there is for what streams receive.
final class SimulatedInput {
  /// Most bytes of a stream in one delivery.
  private static final int RECEIVE_BYTES = 16 * 1024;

  private static final byte POISON = (byte) 0xDB;

  private final Arena arena = Arena.ofShared();
  private final long buffer =
      arena.allocate(SimulatedDatagramSocket.BYTES_MAX + Buffer.TAIL_PAD, 8).address();

  /// Those that wait for room.
  private final Set<SimulatedChannel> stalled = new LinkedHashSet<>();

  private InputRoom room = InputRoom.ENDLESS;
  private long starvations;

  void within(InputRoom room) {
    this.room = room;
  }

  /// Bytes of a stream that may be delivered now, 0 for none.
  int room() {
    return Math.min(RECEIVE_BYTES, room.inputRoom());
  }

  /// Counts a pause for want of buffers.
  void starved() {
    starvations++;
  }

  /// Has a channel looked at again when there is room.
  void stall(SimulatedChannel waiting) {
    starvations++;
    stalled.add(waiting);
  }

  /// Times reception had to pause.
  long starvations() {
    return starvations;
  }

  /// Has those that wait for room looked at, if there is any.
  void feed() {
    if (!stalled.isEmpty() && room.inputRoom() > 0) {
      stalled.forEach(SimulatedChannel::queue);
      stalled.clear();
    }
  }

  /// Puts what an owner is to be told of into the buffer.
  ///
  /// @return the buffer's address
  long fill(byte[] bytes) {
    Memory.copyIn(bytes, 0, buffer, bytes.length);
    return buffer;
  }

  /// Spoils what an owner may have kept a pointer to.
  void spoil(int count) {
    for (int offset = 0; offset < count + Buffer.TAIL_PAD; offset++) {
      Memory.putByte(buffer + offset, POISON);
    }
  }

  void close() {
    arena.close();
  }
}
