package weft.hub.simulated;

import weft.hub.memory.Memory;

/// The send of a channel that is pending, if one is: its memory is the back-end's until it is over.
final class SimulatedSend {
  private long address;
  private int length;
  private boolean pending;

  /// Refuses a second send while one is pending, and any on a channel that was closed.
  void requireNone(SimulatedChannel channel) {
    if (pending) {
      throw new IllegalStateException(
          "a send of channel " + channel.handle() + " is pending already");
    }
    if (channel.isClosing()) {
      throw new IllegalStateException("channel " + channel.handle() + " was closed");
    }
  }

  boolean isPending() {
    return pending;
  }

  void begin(long address, int length) {
    this.address = address;
    this.length = length;
    pending = true;
  }

  void end() {
    pending = false;
  }

  int length() {
    return length;
  }

  /// The first bytes of it.
  byte[] bytes(int count) {
    return copy(address, count);
  }

  static byte[] copy(long address, int length) {
    var bytes = new byte[length];
    Memory.copyOut(address, bytes, 0, length);
    return bytes;
  }
}
