package weft.hub.epoll;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.memory.HotPath;

/// The channels of one back-end by handle, and the list of those with something to do that epoll
/// will not tell of.
///
/// Handles start at 1. One is reused only after its descriptor was closed, which happens after all
/// events of a wait were looked at, so no event ever reaches the next channel of a handle.
final class EpollChannels {
  private EpollChannel[] byHandle = new EpollChannel[64];
  private int[] freeHandles = new int[64];
  private int freeCount;
  private int used = 1;

  private EpollChannel[] due = new EpollChannel[64];
  private int dueCount;

  private EpollChannel[] stalled = new EpollChannel[64];
  private int stalledCount;

  @HotPath
  EpollChannel open(int fd, int kind, @Nullable ChannelEvents owner) {
    EpollChannel channel = freeCount > 0 ? byHandle[freeHandles[--freeCount]] : addSlow();
    channel.open(fd, kind, owner);
    return channel;
  }

  @HotPath
  void release(EpollChannel channel) {
    channel.release();
    freeHandles[freeCount++] = channel.handle;
  }

  /// The channel of a handle, which may have been released.
  @HotPath
  EpollChannel get(int handle) {
    return byHandle[handle];
  }

  /// All handles ever used are from 1 to below this.
  int used() {
    return used;
  }

  /// Puts a channel into the list of those with something to do, unless it is there.
  @HotPath
  void queue(EpollChannel channel) {
    if (!channel.has(EpollChannel.QUEUED)) {
      channel.set(EpollChannel.QUEUED);
      if (dueCount == due.length) {
        due = Arrays.copyOf(due, dueCount * 2);
      }
      due[dueCount++] = channel;
    }
  }

  /// Connecting or the pending send is over; its owner is told in the next turn.
  @HotPath
  void queueOutcome(EpollChannel channel, @Nullable IoFailure failure) {
    channel.failure = failure;
    channel.set(EpollChannel.OUTCOME_DUE);
    queue(channel);
  }

  /// Count of channels with something to do.
  @HotPath
  int dueCount() {
    return dueCount;
  }

  /// The channel at `index` of the list; it is no longer counted as queued.
  @HotPath
  EpollChannel takeDue(int index) {
    EpollChannel channel = due[index];
    channel.clear(EpollChannel.QUEUED);
    return channel;
  }

  /// Drops the first `count` of the list: those that were taken.
  @HotPath
  void dropDue(int count) {
    System.arraycopy(due, count, due, 0, dueCount - count);
    dueCount -= count;
  }

  /// Sets a channel aside that has input and nothing to receive it into.
  void stall(EpollChannel channel) {
    if (!channel.has(EpollChannel.STALLED)) {
      channel.set(EpollChannel.STALLED);
      if (stalledCount == stalled.length) {
        stalled = Arrays.copyOf(stalled, stalledCount * 2);
      }
      stalled[stalledCount++] = channel;
    }
  }

  /// Count of channels set aside.
  @HotPath
  int stalledCount() {
    return stalledCount;
  }

  /// There is room again: all that were set aside have something to do.
  void queueStalled() {
    for (int index = 0; index < stalledCount; index++) {
      EpollChannel channel = stalled[index];
      channel.clear(EpollChannel.STALLED);
      // One that was closed meanwhile has nothing to go on with, and may be gone.
      if (!channel.has(EpollChannel.CLOSING)) {
        queue(channel);
      }
    }
    stalledCount = 0;
  }

  private EpollChannel addSlow() {
    if (used == byHandle.length) {
      byHandle = Arrays.copyOf(byHandle, used * 2);
      freeHandles = Arrays.copyOf(freeHandles, used * 2);
    }
    var channel = new EpollChannel(used);
    byHandle[used++] = channel;
    return channel;
  }
}
