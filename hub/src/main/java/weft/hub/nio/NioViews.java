package weft.hub.nio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Native memory as the `ByteBuffer`s that the JDK's channels want.
final class NioViews {
  /// Bytes of one receive.
  static final int RECEIVE_BYTES = 64 * 1024;

  /// Up to here, copying is cheaper than making a view of the memory.
  private static final int COPY_BYTES_MAX = 16 * 1024;

  private final ByteBuffer receiveBuffer;
  private final long receiveAddress;
  private final ByteBuffer copyBuffer;
  private final long copyAddress;

  NioViews(Arena arena) {
    MemorySegment receive = arena.allocate(RECEIVE_BYTES + Buffer.TAIL_PAD, 64);
    this.receiveAddress = receive.address();
    this.receiveBuffer = receive.asByteBuffer();
    MemorySegment copy = arena.allocate(COPY_BYTES_MAX, 64);
    this.copyAddress = copy.address();
    this.copyBuffer = copy.asByteBuffer();
  }

  /// The one buffer to receive into, empty.
  ///
  /// @param bytes how many to receive at most, 1 to [#RECEIVE_BYTES]
  @HotPath
  ByteBuffer receiveBuffer(int bytes) {
    return receiveBuffer.clear().limit(bytes);
  }

  @HotPath
  long receiveAddress() {
    return receiveAddress;
  }

  /// A buffer with the given bytes, to be used before the next call.
  @HotPath
  ByteBuffer sendBuffer(long address, int length) {
    if (length > COPY_BYTES_MAX) {
      return viewSlow(address, length);
    }
    Memory.copy(address, copyAddress, length);
    return copyBuffer.clear().limit(length);
  }

  private static ByteBuffer viewSlow(long address, int length) {
    return Memory.ALL.asSlice(address, length).asByteBuffer();
  }
}
