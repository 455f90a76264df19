package weft.hub.nio;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import weft.hub.backend.Backend;
import weft.hub.backend.BackendCounts;
import weft.hub.backend.IoFailure;
import weft.hub.memory.HotPath;

/// Sends of a NIO back-end: tried at once, and again when the selector tells that there is room.
final class NioOutput {
  private final NioChannels channels;
  private final NioViews views;
  private final BackendCounts counts;

  NioOutput(NioChannels channels, NioViews views, BackendCounts counts) {
    this.channels = channels;
    this.views = views;
    this.counts = counts;
  }

  /// As [Backend#send].
  @HotPath
  int send(NioChannel channel, long address, int length) {
    assert !channel.has(NioChannel.SENDING) : "a send is pending already";
    if (length == 0) {
      return 0;
    }
    if (!channel.has(NioChannel.FULL)) {
      int result = write(channel, address, length);
      if (result > 0) {
        return result;
      }
    }
    return pend(channel, address, length);
  }

  /// As [Backend#sendTo].
  int sendTo(NioChannel channel, long address, int length, SocketAddress target) {
    assert !channel.has(NioChannel.SENDING) : "a send is pending already";
    channel.sendTarget = target;
    if (sendDatagram(channel, address, length, target)) {
      channel.sendTarget = null;
      return length;
    }
    return pend(channel, address, length);
  }

  /// Bytes the system took, 0 when it is full or, with [NioChannel#failure] set, on failure.
  @HotPath
  private int write(NioChannel channel, long address, int length) {
    counts.calls++;
    try {
      int result = channel.stream().write(views.sendBuffer(address, length));
      if (result < length) {
        channel.set(NioChannel.FULL);
      }
      return result;
    } catch (IOException failed) {
      channel.failure = NioFailures.failure(failed);
      return 0;
    }
  }

  /// Whether the datagram is gone; if not, the socket is full or [NioChannel#failure] is set.
  private boolean sendDatagram(NioChannel channel, long address, int length, SocketAddress target) {
    counts.calls++;
    try {
      // The result of an empty datagram is 0 whether it left or not; it counts as gone.
      int result = channel.datagram().send(views.sendBuffer(address, length), target);
      return result == length;
    } catch (IOException failed) {
      channel.failure = NioFailures.failure(failed);
      return false;
    }
  }

  /// Keeps a send that the system did not take, for the next turn if it failed.
  @HotPath
  private int pend(NioChannel channel, long address, int length) {
    channel.set(NioChannel.SENDING);
    channel.sendAddress = address;
    channel.sendLength = length;
    if (channel.failure != null) {
      channels.queueOutcome(channel, channel.failure);
    } else {
      channel.set(NioChannel.FULL);
      channels.interest(channel, channel.interest | SelectionKey.OP_WRITE);
    }
    return Backend.PENDING;
  }

  /// There is room again: sends on what is pending.
  @HotPath
  void retry(NioChannel channel) {
    channel.clear(NioChannel.FULL);
    if (channel.has(NioChannel.SENDING)) {
      int length = sendAgain(channel);
      if (length >= 0 || channel.failure != null) {
        IoFailure failure = channel.failure;
        channel.failure = null;
        channel.sendTarget = null;
        channel.clear(NioChannel.SENDING);
        counts.completions++;
        channel.owner().sent(Math.max(0, length), failure);
      }
    }
    if (!channel.has(NioChannel.SENDING)) {
      channels.interest(channel, channel.interest & ~SelectionKey.OP_WRITE);
    }
  }

  /// Tries the pending send again; bytes taken, or -1 when none was, for want of room or by
  /// failure.
  @HotPath
  private int sendAgain(NioChannel channel) {
    SocketAddress target = channel.sendTarget;
    if (target == null) {
      int result = write(channel, channel.sendAddress, channel.sendLength);
      return result > 0 ? result : -1;
    }
    return sendDatagram(channel, channel.sendAddress, channel.sendLength, target)
        ? channel.sendLength
        : -1;
  }
}
