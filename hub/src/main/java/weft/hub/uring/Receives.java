package weft.hub.uring;

import java.util.Arrays;
import weft.hub.linux.Errno;
import weft.hub.memory.HotPath;
import weft.hub.memory.InputRoom;

/// What streams receive, into the buffers of a ring.
///
/// A receive is multishot: it goes on until it is cancelled, the stream ends, or the kernel gives
/// it up. While memory is tight, receives are single and bounded instead. While there is none, none
/// is armed, and the buffers of those that still come are not given back: when the ring is dry,
/// everything stays in the sockets.
final class Receives {
  private final Channels channels;
  private final Submissions submissions;
  private final Closings closings;
  private final BufferRing buffers;

  private InputRoom room = InputRoom.ENDLESS;
  private boolean tight;

  /// Handles that wait for memory, none twice; of some the channel may have been closed meanwhile.
  private int[] starved = new int[64];

  private int starvedCount;
  private long starvations;

  Receives(Channels channels, Submissions submissions, Closings closings, BufferRing buffers) {
    this.channels = channels;
    this.submissions = submissions;
    this.closings = closings;
    this.buffers = buffers;
  }

  void within(InputRoom room) {
    this.room = room;
    buffers.limit(room.underWayMax());
  }

  @HotPath
  void arm(int handle) {
    channels.set(handle, Channels.WANTS_RECEIVE);
    if (!channels.has(handle, Channels.RECEIVING)) {
      if (tight) {
        armPieceSlow(handle);
      } else {
        channels.set(handle, Channels.RECEIVING);
        submissions.receive(handle);
      }
    }
  }

  private void armPieceSlow(int handle) {
    int length = room.inputRoom();
    if (length == 0) {
      starveSlow(handle);
    } else {
      channels.set(handle, Channels.RECEIVING | Channels.PIECEWISE);
      submissions.receivePiece(handle, length);
    }
  }

  void disarm(int handle) {
    channels.clear(handle, Channels.WANTS_RECEIVE);
    closings.cancelArmed(handle, Channels.RECEIVING, Abi.OP_RECV);
  }

  /// A receive has brought something, or has ended, or both.
  @HotPath
  void completed(int handle, int result, int flags) {
    boolean last = (flags & Abi.CQE_F_MORE) == 0;
    if (last) {
      channels.clear(handle, Channels.RECEIVING | Channels.CANCELLING | Channels.PIECEWISE);
    }
    boolean closing = channels.has(handle, Channels.CLOSING);
    if (result > 0) {
      int buffer = flags >>> Abi.CQE_BUFFER_SHIFT;
      if (!closing) {
        channels.owner(handle).received(buffers.address(buffer), result);
      }
      if (tight && room.inputRoom() == 0) {
        buffers.withhold(buffer);
      } else {
        buffers.give(buffer);
      }
    }
    if (last) {
      over(handle, result);
    }
  }

  /// The receive has ended: for good, for want of buffers, or for no reason of the peer's.
  @HotPath
  private void over(int handle, int result) {
    if (channels.has(handle, Channels.CLOSING)) {
      closings.goOn(handle);
    } else if (result == 0) {
      channels.clear(handle, Channels.WANTS_RECEIVE);
      channels.owner(handle).receiveEnded(null);
    } else if (result == -Errno.ENOBUFS) {
      starveSlow(handle);
    } else if (result < 0 && result != -Errno.ECANCELED && result != -Errno.EINTR) {
      channels.clear(handle, Channels.WANTS_RECEIVE);
      channels.owner(handle).receiveEnded(Errno.failure(-result));
    } else if (channels.has(handle, Channels.WANTS_RECEIVE)) {
      arm(handle);
    }
  }

  // Memory.

  /// Adapts to the room there is. Once per turn.
  @HotPath
  void regardRoom() {
    int bytes = room.inputRoom();
    boolean tightNow = bytes < BufferRing.BUFFER_SIZE;
    if (tightNow && !tight) {
      endMultishotsSlow();
    }
    tight = tightNow;
    if (bytes > 0) {
      buffers.giveWithheld();
      if (starvedCount > 0) {
        feedStarvedSlow();
      }
    }
  }

  /// Ends every multishot receive: what is armed anew is bounded.
  private void endMultishotsSlow() {
    for (int handle = 0; handle < channels.used(); handle++) {
      if (channels.fd(handle) >= 0 && !channels.has(handle, Channels.PIECEWISE)) {
        closings.cancelArmed(handle, Channels.RECEIVING, Abi.OP_RECV);
      }
    }
  }

  private void starveSlow(int handle) {
    if (channels.has(handle, Channels.STARVED)) {
      return;
    }
    channels.set(handle, Channels.STARVED);
    starvations++;
    if (starvedCount == starved.length) {
      starved = Arrays.copyOf(starved, starvedCount * 2);
    }
    starved[starvedCount++] = handle;
  }

  /// Whether somebody who waits for memory can go on.
  @HotPath
  boolean canFeed() {
    return starvedCount > 0 && room.inputRoom() > 0;
  }

  /// The buffers delivered were given back to the ring, so the starved can go on.
  private void feedStarvedSlow() {
    int count = starvedCount;
    starvedCount = 0;
    for (int index = 0; index < count; index++) {
      int handle = starved[index];
      channels.clear(handle, Channels.STARVED);
      if (channels.has(handle, Channels.WANTS_RECEIVE)) {
        arm(handle);
      }
    }
  }

  /// Handles that wait for memory.
  int starved() {
    return starvedCount;
  }

  /// Times reception had to pause.
  long starvations() {
    return starvations;
  }
}
