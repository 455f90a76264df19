package weft.hub.nio;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.HotPath;

/// The channels of one back-end by handle, what the selector watches them for, and those whose
/// connecting or send is over, which no selection will tell.
final class NioChannels {
  private final Selector selector;
  private final List<@Nullable NioChannel> byHandle = new ArrayList<>();
  private final List<Integer> freeHandles = new ArrayList<>();
  private final List<NioChannel> outcomes = new ArrayList<>();

  NioChannels(Selector selector) {
    this.selector = selector;
  }

  NioChannel open(
      SelectableChannel channel, SocketSettings settings, @Nullable ChannelEvents owner) {
    int handle = freeHandles.isEmpty() ? byHandle.size() : freeHandles.removeLast();
    var opened = new NioChannel(handle, channel, settings, owner);
    if (handle == byHandle.size()) {
      byHandle.add(opened);
    } else {
      byHandle.set(handle, opened);
    }
    return opened;
  }

  /// The channel of a handle.
  @HotPath
  NioChannel get(int handle) {
    NioChannel channel = byHandle.get(handle);
    if (channel == null) {
      throw new IllegalStateException("channel is not open");
    }
    return channel;
  }

  /// Forgets a channel; its handle may be reused.
  void release(NioChannel channel) {
    byHandle.set(channel.handle, null);
    freeHandles.add(channel.handle);
  }

  /// Closes all.
  void closeAll() {
    for (NioChannel channel : byHandle) {
      if (channel != null) {
        channel.closeQuietly();
      }
    }
  }

  /// Tells the selector what a channel waits for, if that is not what it knows.
  @HotPath
  void interest(NioChannel channel, int operations) {
    SelectionKey key = channel.key;
    if (key == null) {
      registerSlow(channel, operations);
    } else if (channel.interest != operations && key.isValid()) {
      key.interestOps(operations);
    }
    channel.interest = operations;
  }

  private void registerSlow(NioChannel channel, int operations) {
    try {
      channel.key = channel.channel().register(selector, operations, channel);
    } catch (ClosedChannelException bug) {
      throw new IllegalStateException("a channel is closed by its back-end only", bug);
    }
  }

  /// Connecting or the pending send is over; its owner is told in the next turn.
  void queueOutcome(NioChannel channel, @Nullable IoFailure failure) {
    channel.failure = failure;
    outcomes.add(channel);
  }

  /// Those whose owners have to be told of an outcome.
  @HotPath
  List<NioChannel> outcomes() {
    return outcomes;
  }
}
