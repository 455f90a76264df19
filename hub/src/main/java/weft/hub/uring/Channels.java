package weft.hub.uring;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.ChannelEvents;
import weft.hub.memory.HotPath;

/// The open channels of one back-end: parallel arrays by handle.
///
/// A handle is reused, so every submission carries the slot's generation, and completions of an
/// older generation are dropped.
final class Channels {
  /// A receive is armed in the kernel.
  static final int RECEIVING = 1;

  /// The owner wants to receive; differs from [#RECEIVING] while a cancel is on its way.
  static final int WANTS_RECEIVE = 1 << 1;

  /// An accept is armed in the kernel.
  static final int ACCEPTING = 1 << 2;

  /// The owner wants connections.
  static final int WANTS_ACCEPT = 1 << 3;

  /// A send, connect or poll for output is in the kernel.
  static final int SENDING = 1 << 4;

  /// The owner has closed it.
  static final int CLOSING = 1 << 5;

  /// The descriptor's close is submitted.
  static final int CLOSE_SUBMITTED = 1 << 6;

  /// A cancel of the receive or accept is on its way.
  static final int CANCELLING = 1 << 7;

  /// It is a datagram socket.
  static final int DATAGRAM = 1 << 8;

  /// A readiness poll of a datagram socket is armed.
  static final int POLLING = 1 << 9;

  /// The armed receive takes a bounded piece and ends.
  static final int PIECEWISE = 1 << 10;

  /// Its handle is in the list of those that wait for memory to receive into, and stays there when
  /// the handle is reused.
  static final int STARVED = 1 << 11;

  /// It is a listener.
  static final int LISTENER = 1 << 12;

  /// A listener that is being closed still delivers what waits there.
  static final int TAKES_REST = 1 << 13;

  /// It does not block, so that it can be written to by calls of our own.
  static final int NONBLOCKING = 1 << 14;

  /// What is in flight as a send is a poll for room.
  static final int AWAITS_ROOM = 1 << 15;

  /// What is in the kernel and must be over before the descriptor is closed.
  static final int IN_FLIGHT = RECEIVING | ACCEPTING | SENDING | POLLING;

  private static final int GENERATION_MASK = 0xff_ffff;

  private @Nullable ChannelEvents[] owners = new ChannelEvents[64];
  private int[] fds = new int[64];
  private int[] generations = new int[64];
  private int[] flags = new int[64];
  private int[] freeHandles = new int[64];
  private int freeCount;
  private int used;

  /// Opens a channel on a descriptor.
  @HotPath
  int open(int fd, @Nullable ChannelEvents owner) {
    if (freeCount == 0 && used == fds.length) {
      growSlow();
    }
    int handle = freeCount > 0 ? freeHandles[--freeCount] : used++;
    fds[handle] = fd;
    owners[handle] = owner;
    flags[handle] &= STARVED;
    return handle;
  }

  /// Forgets a channel; its handle may be reused from now on.
  @HotPath
  void release(int handle) {
    owners[handle] = null;
    fds[handle] = -1;
    generations[handle] = (generations[handle] + 1) & GENERATION_MASK;
    freeHandles[freeCount++] = handle;
  }

  @HotPath
  void owner(int handle, ChannelEvents owner) {
    owners[handle] = owner;
  }

  /// The owner; a channel that is open has one.
  @HotPath
  ChannelEvents owner(int handle) {
    ChannelEvents owner = owners[handle];
    if (owner == null) {
      throw new IllegalStateException("channel is not open");
    }
    return owner;
  }

  @HotPath
  int fd(int handle) {
    return fds[handle];
  }

  @HotPath
  int generation(int handle) {
    return generations[handle];
  }

  @HotPath
  boolean has(int handle, int flag) {
    return (flags[handle] & flag) != 0;
  }

  @HotPath
  void set(int handle, int flag) {
    flags[handle] |= flag;
  }

  @HotPath
  void clear(int handle, int flag) {
    flags[handle] &= ~flag;
  }

  /// Handles ever used: all open ones are below.
  int used() {
    return used;
  }

  private void growSlow() {
    int size = fds.length * 2;
    owners = Arrays.copyOf(owners, size);
    fds = Arrays.copyOf(fds, size);
    generations = Arrays.copyOf(generations, size);
    flags = Arrays.copyOf(flags, size);
    freeHandles = Arrays.copyOf(freeHandles, size);
  }
}
