package weft.hub.simulated;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.ChannelEvents;

/// One channel of a simulated back-end: whom it belongs to, whether its owner wants input, and how
/// it is closed. What it does while it is open is a matter of its kind.
abstract class SimulatedChannel {
  final SimulatedChannels channels;
  final SimulatedNetwork network;
  private @Nullable ChannelEvents owner;
  private int handle;
  private boolean wantsInput;
  private boolean closing;

  /// Closing takes time and is not over.
  private boolean closeHeld;

  /// The owner was told that it is closed.
  private boolean gone;

  /// @param owner `null` until it is known
  SimulatedChannel(SimulatedChannels channels, @Nullable ChannelEvents owner) {
    this.channels = channels;
    this.network = channels.network();
    this.owner = owner;
  }

  final int handle() {
    return handle;
  }

  /// The table has found a place for it.
  final void opened(int handle) {
    this.handle = handle;
  }

  final void owner(ChannelEvents owner) {
    this.owner = owner;
  }

  final ChannelEvents owner() {
    ChannelEvents owner = this.owner;
    if (owner == null) {
      throw new IllegalStateException("channel " + handle + " has no owner yet");
    }
    return owner;
  }

  /// Its own address.
  abstract SocketAddress address() throws IOException;

  /// Has the next turn look at it.
  final void queue() {
    channels.queue(this);
  }

  /// Begins to accept or to receive.
  final void startInput() {
    if (!closing) {
      wantsInput = true;
      queue();
    }
  }

  /// Stops accepting or receiving.
  void stopInput() {
    wantsInput = false;
  }

  final boolean wantsInput() {
    return wantsInput;
  }

  final boolean isClosing() {
    return closing;
  }

  /// Begins to close; the owner is told in a turn.
  final void close(boolean reset) {
    if (closing) {
      return;
    }
    closing = true;
    wantsInput = false;
    leaveNetwork(reset);
    queue();
    if (network.chance(network.faults().slowClose())) {
      closeHeld = true;
      network.after(
          network.latencyNanos(),
          () -> {
            closeHeld = false;
            queue();
          });
    }
  }

  /// Ends with its back-end: nobody is told.
  final void abandon() {
    closing = true;
    gone = true;
    leaveNetwork(true);
  }

  /// Does in a turn what has become possible.
  final void serve() {
    if (!closing) {
      serveOpen();
    } else if (!closeHeld && !gone) {
      gone = true;
      serveLast();
      channels.remove(this);
      channels.tell("closed", this, 0);
      owner().closed();
    }
  }

  /// Gives up its place on the network.
  abstract void leaveNetwork(boolean reset);

  /// Tells the owner what has become possible while the channel is open.
  abstract void serveOpen();

  /// Tells the owner what it is still to hear before the channel is closed.
  void serveLast() {}
}
