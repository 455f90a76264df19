package weft.hub.nio;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.BackendCounts;
import weft.hub.backend.IoFailure;
import weft.hub.memory.HotPath;
import weft.hub.memory.InputRoom;

/// Receives and accepts of a NIO back-end, into one buffer per hub.
final class NioInput {
  /// Receives per channel and turn, so that a flood leaves room for others.
  private static final int RECEIVES_PER_TURN_MAX = 4;

  /// Datagrams per socket and turn.
  private static final int DATAGRAMS_PER_TURN_MAX = 32;

  /// Connections per listener and turn.
  private static final int ACCEPTS_PER_TURN_MAX = 64;

  /// Connections taken from a listener that is being closed: more than a backlog holds.
  private static final int ACCEPTS_AT_CLOSE_MAX = 16 * 1024;

  private final NioChannels channels;
  private final NioViews views;
  private final BackendCounts counts;
  private final List<NioChannel> stalled = new ArrayList<>();
  private InputRoom room = InputRoom.ENDLESS;

  NioInput(NioChannels channels, NioViews views, BackendCounts counts) {
    this.channels = channels;
    this.views = views;
    this.counts = counts;
  }

  void receiveWithin(InputRoom room) {
    this.room = room;
  }

  /// Goes on with what there was no room for, as soon as there is.
  @HotPath
  void resumeStalled() {
    if (!stalled.isEmpty() && room.inputRoom() > 0) {
      resumeStalledSlow();
    }
  }

  private void resumeStalledSlow() {
    for (NioChannel channel : stalled) {
      // One that was closed is not open again: channels are not reused.
      if (channel.has(NioChannel.WANTS_INPUT)) {
        channels.interest(channel, channel.interest | SelectionKey.OP_READ);
      }
    }
    stalled.clear();
  }

  /// Takes what a readable channel has, up to what one turn may.
  @HotPath
  void take(NioChannel channel) {
    if (!channel.has(NioChannel.WANTS_INPUT)) {
      noInputInterest(channel);
    } else if (channel.stream != null) {
      receive(channel, channel.stream);
    } else if (channel.listener != null) {
      accept(channel, channel.listener);
    } else {
      receiveDatagrams(channel, channel.datagram());
    }
  }

  @HotPath
  private void noInputInterest(NioChannel channel) {
    channels.interest(channel, channel.interest & ~(SelectionKey.OP_READ | SelectionKey.OP_ACCEPT));
  }

  @HotPath
  private void receive(NioChannel channel, SocketChannel stream) {
    for (int left = RECEIVES_PER_TURN_MAX; left > 0; left--) {
      int wanted = Math.min(NioViews.RECEIVE_BYTES, room.inputRoom());
      if (wanted == 0) {
        counts.starvations++;
        stalled.add(channel);
        noInputInterest(channel);
        return;
      }
      counts.calls++;
      int result;
      try {
        result = stream.read(views.receiveBuffer(wanted));
      } catch (IOException failed) {
        receiveOver(channel, NioFailures.failure(failed));
        return;
      }
      if (result < 0) {
        receiveOver(channel, null);
        return;
      }
      if (result == 0) {
        return;
      }
      counts.completions++;
      channel.owner().received(views.receiveAddress(), result);
      if (result < wanted || !channel.has(NioChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  private void receiveOver(NioChannel channel, @Nullable IoFailure failure) {
    if (failure == IoFailure.NO_BUFFERS) {
      // Tried again next turn: the socket still has what it could not hand over.
      counts.starvations++;
      return;
    }
    channel.clear(NioChannel.WANTS_INPUT);
    noInputInterest(channel);
    counts.completions++;
    channel.owner().receiveEnded(failure);
  }

  private void receiveDatagrams(NioChannel channel, DatagramChannel datagrams) {
    for (int left = DATAGRAMS_PER_TURN_MAX; left > 0; left--) {
      counts.calls++;
      ByteBuffer buffer = views.receiveBuffer(NioViews.RECEIVE_BYTES);
      SocketAddress sender;
      try {
        sender = datagrams.receive(buffer);
      } catch (IOException late) {
        // News of an earlier send (ICMP); datagrams may lie behind it.
        continue;
      }
      if (sender == null) {
        return;
      }
      counts.completions++;
      channel.owner().receivedFrom(views.receiveAddress(), buffer.position(), sender, false);
      if (!channel.has(NioChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  private void accept(NioChannel channel, ServerSocketChannel listener) {
    for (int left = ACCEPTS_PER_TURN_MAX; left > 0; left--) {
      counts.calls++;
      SocketChannel connection;
      try {
        connection = listener.accept();
      } catch (IOException failed) {
        acceptFailed(channel, NioFailures.failure(failed));
        return;
      }
      if (connection == null) {
        return;
      }
      counts.completions++;
      accepted(channel, connection);
      if (!channel.has(NioChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  /// Takes what waits at a listener that is being closed.
  void acceptRest(NioChannel channel, ServerSocketChannel listener) {
    for (int left = ACCEPTS_AT_CLOSE_MAX; left > 0; left--) {
      counts.calls++;
      try {
        SocketChannel connection = listener.accept();
        if (connection == null) {
          return;
        }
        counts.completions++;
        accepted(channel, connection);
      } catch (IOException failed) {
        if (NioFailures.failure(failed) != IoFailure.RESET) {
          return;
        }
      }
    }
  }

  private void accepted(NioChannel listener, SocketChannel connection) {
    boolean unix = listener.has(NioChannel.UNIX);
    try {
      NioSockets.accepted(connection, listener.settings, unix);
    } catch (IOException gone) {
      // The peer has left already.
      NioChannel.closeQuietly(connection);
      return;
    }
    NioChannel channel = channels.open(connection, listener.settings, null);
    if (unix) {
      channel.set(NioChannel.UNIX);
    }
    channel.owner(listener.owner().accepted(channel.handle));
  }

  private void acceptFailed(NioChannel channel, IoFailure failure) {
    if (failure == IoFailure.RESET) {
      // The peer gave up while it waited; the listener is as good as before.
      return;
    }
    channel.clear(NioChannel.WANTS_INPUT);
    noInputInterest(channel);
    counts.completions++;
    channel.owner().acceptFailed(failure);
  }
}
