package weft.hub.simulated;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;

/// A datagram socket as a channel.
final class SimulatedDatagramChannel extends SimulatedChannel {
  private final SimulatedInput input;
  private final SimulatedDatagramSocket socket;
  private final SimulatedSend send = new SimulatedSend();
  private @Nullable SocketAddress target;

  SimulatedDatagramChannel(
      SimulatedChannels channels, SimulatedInput input, SocketAddress address, ChannelEvents owner)
      throws IOException {
    super(channels, owner);
    this.input = input;
    this.socket = SimulatedDatagramSocket.open(network, address, this::queue);
  }

  @Override
  SocketAddress address() {
    return socket.address();
  }

  int send(long address, int length, SocketAddress target) {
    send.requireNone(this);
    boolean tooLarge = length > SimulatedDatagramSocket.BYTES_MAX;
    if (!tooLarge && !network.chance(network.faults().pendingSend())) {
      socket.send(SimulatedSend.copy(address, length), target);
      return length;
    }
    send.begin(address, length);
    this.target = target;
    network.after(tooLarge ? 0 : network.latencyNanos(), this::queue);
    return Backend.PENDING;
  }

  @Override
  void serveOpen() {
    if (target != null) {
      serveSend(target);
    }
    if (wantsInput()) {
      receive();
    }
  }

  private void serveSend(SocketAddress target) {
    this.target = null;
    send.end();
    if (send.length() > SimulatedDatagramSocket.BYTES_MAX) {
      channels.tell("sent", this, 0);
      owner().sent(0, IoFailure.TOO_LARGE);
    } else {
      socket.send(send.bytes(send.length()), target);
      channels.tell("sent", this, send.length());
      owner().sent(send.length(), null);
    }
  }

  private void receive() {
    SimulatedDatagramSocket.Datagram datagram = socket.receive();
    if (datagram == null) {
      return;
    }
    byte[] content = datagram.content();
    channels.tell("datagram received", this, content.length);
    owner().receivedFrom(input.fill(content), content.length, datagram.sender(), false);
    input.spoil(content.length);
    if (!isClosing() && !socket.isEmpty()) {
      queue();
    }
  }

  @Override
  void leaveNetwork(boolean reset) {
    socket.close();
  }
}
