package weft.hub.uring;

import weft.hub.memory.HotPath;

/// How channels come to their end: what is in flight of a channel is cancelled, and its descriptor
/// is closed when all of that is over. Until then the kernel may still use the owner's memory.
final class Closings {
  private final Channels channels;
  private final Submissions submissions;

  Closings(Channels channels, Submissions submissions) {
    this.channels = channels;
    this.submissions = submissions;
  }

  /// Begins to close a channel marked [Channels#CLOSING].
  @HotPath
  void begin(int handle) {
    if (channels.has(handle, Channels.IN_FLIGHT)) {
      cancelInFlightSlow(handle);
    } else {
      submit(handle);
    }
  }

  /// Cancels whatever is in flight.
  void cancelInFlightSlow(int handle) {
    cancelArmed(handle, Channels.RECEIVING, Abi.OP_RECV);
    cancelArmed(handle, Channels.ACCEPTING, Abi.OP_ACCEPT);
    if (channels.has(handle, Channels.POLLING)) {
      submissions.cancel(handle, Abi.OP_POLL_ADD);
    }
    if (channels.has(handle, Channels.SENDING)) {
      submissions.cancel(handle, Abi.OP_SEND);
      submissions.cancel(handle, Abi.OP_CONNECT);
    }
  }

  /// Cancels an armed multishot operation; its last completion clears the flag.
  void cancelArmed(int handle, int flag, int operation) {
    if (channels.has(handle, flag) && !channels.has(handle, Channels.CANCELLING)) {
      channels.set(handle, Channels.CANCELLING);
      submissions.cancel(handle, operation);
    }
  }

  /// Goes on closing when something that was in flight is over.
  @HotPath
  void goOn(int handle) {
    if (!channels.has(handle, Channels.IN_FLIGHT | Channels.CLOSE_SUBMITTED)) {
      submit(handle);
    }
  }

  /// Has the descriptor closed: nothing is in flight.
  @HotPath
  void submit(int handle) {
    channels.set(handle, Channels.CLOSE_SUBMITTED);
    submissions.close(handle);
  }
}
