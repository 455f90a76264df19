package weft.hub.epoll;

import java.lang.foreign.Arena;
import weft.hub.backend.BackendCounts;
import weft.hub.backend.IoFailure;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.linux.LinuxSockets;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;
import weft.hub.memory.InputRoom;

/// Receives and accepts of an epoll back-end, into one buffer per hub.
final class EpollInput {
  /// Bytes of one receive: what a socket usually holds at most before its window opens further.
  private static final int RECEIVE_BYTES = 64 * 1024;

  /// Receives per channel and turn, so that a flood leaves room for others.
  private static final int RECEIVES_PER_TURN_MAX = 4;

  /// Datagrams per socket and turn.
  private static final int DATAGRAMS_PER_TURN_MAX = 32;

  /// Connections per listener and turn.
  private static final int ACCEPTS_PER_TURN_MAX = 64;

  /// Connections taken from a listener that is being closed: more than a backlog holds.
  private static final int ACCEPTS_AT_CLOSE_MAX = 16 * 1024;

  private static final int ACCEPT_FLAGS = LinuxSockets.SOCK_NONBLOCK | LinuxSockets.SOCK_CLOEXEC;

  private final Libc libc;
  private final EpollChannels channels;
  private final EpollDatagrams datagrams;
  private final BackendCounts counts;
  private final long receiveBuffer;
  private InputRoom room = InputRoom.ENDLESS;

  EpollInput(
      Libc libc,
      Arena arena,
      EpollChannels channels,
      EpollDatagrams datagrams,
      BackendCounts counts) {
    this.libc = libc;
    this.channels = channels;
    this.datagrams = datagrams;
    this.counts = counts;
    this.receiveBuffer = arena.allocate(RECEIVE_BYTES + Buffer.TAIL_PAD, 64).address();
  }

  void receiveWithin(InputRoom room) {
    this.room = room;
  }

  /// Goes on with what there was no room for, as soon as there is.
  @HotPath
  void resumeStalled() {
    if (channels.stalledCount() > 0 && room.inputRoom() > 0) {
      channels.queueStalled();
    }
  }

  /// Takes what a readable channel has, up to what one turn may.
  @HotPath
  void take(EpollChannel channel) {
    switch (channel.kind) {
      case EpollChannel.STREAM -> receive(channel);
      case EpollChannel.LISTENER -> accept(channel);
      default -> receiveDatagrams(channel);
    }
    if (channel.has(EpollChannel.READABLE)
        && channel.has(EpollChannel.WANTS_INPUT)
        && !channel.has(EpollChannel.STALLED)) {
      channels.queue(channel);
    }
  }

  @HotPath
  private void receive(EpollChannel channel) {
    for (int left = RECEIVES_PER_TURN_MAX; left > 0; left--) {
      int wanted = Math.min(RECEIVE_BYTES, room.inputRoom());
      if (wanted == 0) {
        counts.starvations++;
        channels.stall(channel);
        return;
      }
      counts.calls++;
      int result = libc.recv(channel.fd, receiveBuffer, wanted, LinuxSockets.MSG_DONTWAIT);
      if (result <= 0) {
        receiveOver(channel, result);
        return;
      }
      if (result < wanted && !channel.has(EpollChannel.INPUT_ENDS)) {
        // A stream gave less than asked for: it is empty, and epoll tells of what comes next.
        channel.clear(EpollChannel.READABLE);
      }
      counts.completions++;
      channel.owner().received(receiveBuffer, result);
      if (!channel.has(EpollChannel.READABLE) || !channel.has(EpollChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  @HotPath
  private void receiveOver(EpollChannel channel, int result) {
    if (result == -Errno.EAGAIN) {
      channel.clear(EpollChannel.READABLE);
      return;
    }
    if (result == -Errno.EINTR) {
      return;
    }
    IoFailure failure = result == 0 ? null : Errno.failure(-result);
    if (failure == IoFailure.NO_BUFFERS) {
      // The channel stays readable, so it is tried again next turn.
      counts.starvations++;
      return;
    }
    channel.clear(EpollChannel.WANTS_INPUT);
    counts.completions++;
    channel.owner().receiveEnded(failure);
  }

  private void receiveDatagrams(EpollChannel channel) {
    for (int left = DATAGRAMS_PER_TURN_MAX; left > 0; left--) {
      counts.calls++;
      int result = datagrams.receive(channel.fd, receiveBuffer, RECEIVE_BYTES, channel.owner());
      if (result == -Errno.EAGAIN) {
        channel.clear(EpollChannel.READABLE);
        return;
      }
      // Other failures are late news of earlier sends (ICMP); datagrams may lie behind them.
      if (result >= 0) {
        counts.completions++;
      }
      if (!channel.has(EpollChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  @HotPath
  private void accept(EpollChannel listener) {
    for (int left = ACCEPTS_PER_TURN_MAX; left > 0; left--) {
      counts.calls++;
      int result = libc.accept4(listener.fd, 0, 0, ACCEPT_FLAGS);
      if (result == -Errno.EAGAIN) {
        listener.clear(EpollChannel.READABLE);
        return;
      }
      if (result == -Errno.EINTR) {
        continue;
      }
      if (result >= 0) {
        accepted(listener, result);
      } else {
        counts.completions++;
        acceptFailedSlow(listener, Errno.failure(-result));
      }
      if (!listener.has(EpollChannel.WANTS_INPUT)) {
        return;
      }
    }
  }

  /// Takes what waits at a listener that is being closed.
  ///
  /// @return whether there was anything
  boolean acceptRest(EpollChannel listener) {
    boolean found = false;
    for (int left = ACCEPTS_AT_CLOSE_MAX; left > 0; left--) {
      counts.calls++;
      int result = libc.accept4(listener.fd, 0, 0, ACCEPT_FLAGS);
      if (result >= 0) {
        accepted(listener, result);
        found = true;
      } else if (result == -Errno.EAGAIN || isFinal(Errno.failure(-result))) {
        break;
      }
    }
    return found;
  }

  @HotPath
  private void accepted(EpollChannel listener, int fd) {
    counts.completions++;
    EpollChannel connection = channels.open(fd, EpollChannel.STREAM, null);
    connection.owner(listener.owner().accepted(connection.handle));
  }

  private static boolean isFinal(IoFailure failure) {
    return failure == IoFailure.NO_FILES
        || failure == IoFailure.NO_BUFFERS
        || failure == IoFailure.NOT_PERMITTED
        || failure == IoFailure.OTHER;
  }

  private void acceptFailedSlow(EpollChannel listener, IoFailure failure) {
    if (isFinal(failure)) {
      listener.clear(EpollChannel.WANTS_INPUT);
      listener.owner().acceptFailed(failure);
    }
    // Else this connection is gone, and the next one may be sound. "For reliable operation the
    // application should detect the network errors defined for the protocol after accept() and
    // treat them like EAGAIN by retrying." accept(2)
  }
}
