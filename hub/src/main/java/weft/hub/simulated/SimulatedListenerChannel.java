package weft.hub.simulated;

import java.io.IOException;
import java.net.SocketAddress;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;

/// A listener as a channel: hands over what waits, one connection at a time.
final class SimulatedListenerChannel extends SimulatedChannel {
  private final SimulatedInput input;
  private final SimulatedShortages shortages;
  private final SimulatedListener listener;

  /// A connection is delivered although accepting was disarmed, as if it had been on its way.
  private boolean late;

  SimulatedListenerChannel(
      SimulatedChannels channels,
      SimulatedInput input,
      SimulatedShortages shortages,
      SocketAddress address,
      SocketSettings settings,
      ChannelEvents owner)
      throws IOException {
    super(channels, owner);
    this.input = input;
    this.shortages = shortages;
    this.listener =
        SimulatedListener.open(
            network, address, settings.backlog(), settings.reusePort(), this::queue);
  }

  @Override
  SocketAddress address() {
    return listener.address();
  }

  /// Stops accepting; a connection that was on its way may still come.
  @Override
  void stopInput() {
    if (wantsInput() && !listener.isEmpty() && network.chance(network.faults().lateInput())) {
      late = true;
      queue();
    }
    super.stopInput();
  }

  @Override
  void serveOpen() {
    if (!(wantsInput() || late) || listener.isEmpty()) {
      return;
    }
    late = false;
    if (wantsInput() && shortages.lacksFile()) {
      super.stopInput();
      channels.tell("accept failed", this, 0);
      owner().acceptFailed(IoFailure.NO_FILES);
      return;
    }
    SimulatedEnd end = listener.accept();
    if (end != null) {
      accepted(end);
    }
    if (!listener.isEmpty()) {
      queue();
    }
  }

  /// Hands over what waits at a listener that is being closed.
  @Override
  void serveLast() {
    for (SimulatedEnd end = listener.accept(); end != null; end = listener.accept()) {
      accepted(end);
    }
    listener.close();
  }

  private void accepted(SimulatedEnd end) {
    var connection = new SimulatedStreamChannel(channels, input, shortages, null);
    channels.add(connection);
    connection.attach(end);
    channels.tell("accepted", connection, 0);
    connection.owner(owner().accepted(connection.handle()));
  }

  @Override
  void leaveNetwork(boolean reset) {
    if (reset) {
      listener.close();
    }
  }
}
