package weft.hub.simulated;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;

/// What a simulated back-end knows of one channel.
final class SimulatedChannel {
  final int handle;
  private @Nullable ChannelEvents owner;

  /// One of these three, as soon as the channel has come about.
  @Nullable SimulatedEnd stream;

  @Nullable SimulatedListener listener;
  @Nullable SimulatedDatagramSocket datagrams;

  /// In the back-end's list of channels to look at.
  boolean queued;

  boolean wantsInput;
  boolean closing;

  /// Closing takes time and is not over.
  boolean closeHeld;

  /// The pretended shortage is not over.
  boolean inputHeld;

  /// Bytes are delivered although reception was disarmed, as if they had been on their way.
  boolean inputLate;

  /// Connecting has begun, and its end was not told.
  boolean connecting;

  boolean connectEnded;
  @Nullable IoFailure connectFailure;

  /// The pending send, owned by the back-end until it is over.
  boolean sending;

  boolean sendHeld;
  long sendAddress;
  int sendLength;
  @Nullable SocketAddress sendTarget;

  SimulatedChannel(int handle, @Nullable ChannelEvents owner) {
    this.handle = handle;
    this.owner = owner;
  }

  void owner(ChannelEvents owner) {
    this.owner = owner;
  }

  ChannelEvents owner() {
    ChannelEvents owner = this.owner;
    if (owner == null) {
      throw new IllegalStateException("channel " + handle + " has no owner yet");
    }
    return owner;
  }
}
