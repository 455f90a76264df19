package weft.hub.simulated;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The channels of one back-end by handle, and those that the next turn has to look at.
///
/// A handle is reused as soon as its channel is gone. Channels are served in random order.
final class SimulatedChannels {
  private final SimulatedNetwork network;
  private final List<@Nullable SimulatedChannel> byHandle = new ArrayList<>();
  private final List<Integer> freeHandles = new ArrayList<>();

  private final Set<SimulatedChannel> queue = new LinkedHashSet<>();

  private boolean closed;
  private long told;

  SimulatedChannels(SimulatedNetwork network) {
    this.network = network;
  }

  SimulatedNetwork network() {
    return network;
  }

  /// Gives a channel a handle.
  int add(SimulatedChannel channel) {
    int handle = freeHandles.isEmpty() ? byHandle.size() : freeHandles.removeLast();
    if (handle == byHandle.size()) {
      byHandle.add(channel);
    } else {
      byHandle.set(handle, channel);
    }
    channel.opened(handle);
    return handle;
  }

  void remove(SimulatedChannel channel) {
    byHandle.set(channel.handle(), null);
    freeHandles.add(channel.handle());
  }

  /// The channel of a handle.
  ///
  /// @throws IllegalStateException when it is not open
  SimulatedChannel get(int handle) {
    SimulatedChannel channel =
        handle >= 0 && handle < byHandle.size() ? byHandle.get(handle) : null;
    if (channel == null) {
      throw new IllegalStateException("channel " + handle + " is not open");
    }
    return channel;
  }

  int count() {
    return byHandle.size() - freeHandles.size();
  }

  /// Has the next turn look at a channel.
  void queue(SimulatedChannel channel) {
    if (!closed) {
      queue.add(channel);
    }
  }

  /// Whether no channel is to be looked at.
  boolean isQuiet() {
    return queue.isEmpty();
  }

  /// Serves those that are to be looked at; what they bring about waits for the next turn.
  void serve() {
    var due = new ArrayList<SimulatedChannel>(queue);
    queue.clear();
    for (int left = due.size(); left > 0; left--) {
      int chosen = network.index(left);
      SimulatedChannel channel = due.get(chosen);
      due.set(chosen, due.get(left - 1));
      channel.serve();
    }
  }

  /// Notes that an owner is about to be told something.
  void tell(String what, SimulatedChannel channel, long amount) {
    told++;
    network.note(what, channel.handle(), amount);
  }

  /// How often an owner was told something.
  long told() {
    return told;
  }

  /// Takes every channel off the network without telling its owner.
  void close() {
    closed = true;
    for (SimulatedChannel channel : byHandle) {
      if (channel != null) {
        channel.abandon();
      }
    }
    queue.clear();
  }
}
