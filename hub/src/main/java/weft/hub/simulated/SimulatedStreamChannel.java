package weft.hub.simulated;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;

/// A stream as a channel, accepted or connecting: one send at a time, and reception that may be
/// late, short, or pause for want of memory.
final class SimulatedStreamChannel extends SimulatedChannel {
  /// How long a pretended shortage lasts, in nanoseconds.
  private static final long SHORTAGE_NANOS = 1_000_000;

  private final SimulatedInput input;
  private final SimulatedShortages shortages;
  private final SimulatedSend send = new SimulatedSend();

  /// `null` until it is connected.
  private @Nullable SimulatedEnd end;

  /// How connecting ended is to be told.
  private boolean connectEnded;

  private @Nullable IoFailure connectFailure;

  /// The pending send stays pending although there may be room.
  private boolean sendHeld;

  /// The pretended shortage is not over.
  private boolean inputHeld;

  /// Bytes or the end are delivered although reception was disarmed, as if they had been on their
  /// way.
  private boolean inputLate;

  SimulatedStreamChannel(
      SimulatedChannels channels,
      SimulatedInput input,
      SimulatedShortages shortages,
      @Nullable ChannelEvents owner) {
    super(channels, owner);
    this.input = input;
    this.shortages = shortages;
  }

  void attach(SimulatedEnd connected) {
    end = connected;
    connected.listener(this::queue);
  }

  void connect(SocketAddress address) {
    SimulatedConnect.begin(network, address, this::connectEnded);
  }

  private void connectEnded(@Nullable SimulatedEnd connected, @Nullable IoFailure failure) {
    if (isClosing()) {
      if (connected != null) {
        connected.close(true);
      }
      return;
    }
    connectEnded = true;
    connectFailure = failure;
    if (connected != null) {
      attach(connected);
    }
    queue();
  }

  @Override
  SocketAddress address() throws IOException {
    if (end == null) {
      throw new IOException("the socket has no address yet");
    }
    return end.localAddress();
  }

  @Nullable SocketAddress remoteAddress() {
    return end == null || end.failure() != null ? null : end.remoteAddress();
  }

  private SimulatedEnd end() {
    SimulatedEnd end = this.end;
    if (end == null) {
      throw new IllegalStateException("channel " + handle() + " is not connected");
    }
    return end;
  }

  void endOutput() {
    end().endOutput();
  }

  int send(long address, int length) {
    send.requireNone(this);
    SimulatedEnd end = end();
    if (length == 0) {
      return 0;
    }
    boolean held = network.chance(network.faults().pendingSend());
    if (!held && end.writable() > 0) {
      int count = amount(end, length);
      end.write(SimulatedSend.copy(address, count));
      return count;
    }
    send.begin(address, length);
    if (held) {
      sendHeld = true;
      network.after(
          network.latencyNanos(),
          () -> {
            sendHeld = false;
            queue();
          });
    } else {
      queue();
    }
    return Backend.PENDING;
  }

  /// Sends what there is room for, at once.
  int sendMore(long address, int length) {
    send.requireNone(this);
    SimulatedEnd end = end();
    if (length == 0 || end.writable() == 0 || network.chance(network.faults().pendingSend())) {
      return 0;
    }
    int count = amount(end, length);
    end.write(SimulatedSend.copy(address, count));
    return count;
  }

  /// How many bytes the network takes.
  private int amount(SimulatedEnd end, int length) {
    int count = Math.min(end.writable(), length);
    return network.chance(network.faults().shortSend()) ? network.some(count) : count;
  }

  /// Stops receiving; bytes or the end that were on their way may still come.
  @Override
  void stopInput() {
    if (wantsInput()
        && end != null
        && hasInput(end)
        && network.chance(network.faults().lateInput())) {
      inputLate = true;
      queue();
    }
    super.stopInput();
  }

  @Override
  void serveOpen() {
    if (connectEnded) {
      connectEnded = false;
      channels.tell("connected", this, connectFailure == null ? 0 : 1);
      owner().connected(connectFailure);
    }
    // Completions come in any order.
    boolean sendFirst = !send.isPending() || network.index(2) == 0;
    if (sendFirst) {
      serveSend();
    }
    if (end != null) {
      serveInput(end);
    }
    if (!sendFirst) {
      serveSend();
    }
  }

  private void serveSend() {
    if (send.isPending() && !sendHeld && !isClosing()) {
      serveSend(end());
    }
  }

  private void serveSend(SimulatedEnd end) {
    if (end.failure() != null || end.outputEnded()) {
      sent(0, IoFailure.RESET);
    } else if (end.writable() > 0 && network.chance(network.faults().emptySend())) {
      sent(0, null);
    } else if (end.writable() > 0) {
      int count = amount(end, send.length());
      end.write(send.bytes(count));
      sent(count, null);
    }
  }

  private void sent(int length, @Nullable IoFailure failure) {
    send.end();
    channels.tell("sent", this, length);
    owner().sent(length, failure);
  }

  private static boolean hasInput(SimulatedEnd end) {
    return end.readable() > 0 || end.inputEnded() || end.failure() != null;
  }

  /// Delivers once, or several times in the same turn.
  private void serveInput(SimulatedEnd end) {
    boolean goesOn = true;
    while (goesOn && (wantsInput() || inputLate) && !inputHeld && hasInput(end)) {
      goesOn = receive(end) && network.chance(network.faults().sameTurn());
    }
  }

  /// Takes one step; whether there may be another.
  private boolean receive(SimulatedEnd end) {
    int arrived = end.readable();
    if (arrived == 0) {
      receiveEnd(end);
    } else if (shortages.lacksBuffer()) {
      holdInput(arrived);
    } else if (input.room() == 0) {
      input.stall(this);
      network.note("stalled", handle(), arrived);
    } else {
      deliver(end, Math.min(arrived, input.room()));
      if (!isClosing()) {
        queue();
      }
      return true;
    }
    return false;
  }

  /// Nothing is lost, it is only tried again later.
  private void holdInput(int arrived) {
    input.starved();
    network.note("starved", handle(), arrived);
    inputHeld = true;
    network.after(
        SHORTAGE_NANOS,
        () -> {
          inputHeld = false;
          queue();
        });
  }

  private void deliver(SimulatedEnd end, int most) {
    int count = network.chance(network.faults().shortReceive()) ? network.some(most) : most;
    byte[] bytes = end.read(count);
    inputLate = false;
    channels.tell("received", this, count);
    owner().received(input.fill(bytes), count);
    input.spoil(count);
  }

  private void receiveEnd(SimulatedEnd end) {
    inputLate = false;
    super.stopInput();
    channels.tell("receive ended", this, end.failure() == null ? 0 : 1);
    owner().receiveEnded(end.failure());
  }

  @Override
  void leaveNetwork(boolean reset) {
    inputLate = false;
    if (end != null) {
      end.close(reset);
    }
  }
}
