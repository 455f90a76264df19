package weft.hub.epoll;

import java.net.SocketAddress;
import weft.hub.backend.Backend;
import weft.hub.backend.BackendCounts;
import weft.hub.linux.Errno;
import weft.hub.linux.FileSends;
import weft.hub.linux.Libc;
import weft.hub.linux.LinuxSockets;
import weft.hub.memory.HotPath;

/// Sends of an epoll back-end: tried at once, and again when epoll tells that there is room.
final class EpollOutput {

  private final Libc libc;
  private final Epoll epoll;
  private final EpollChannels channels;
  private final EpollDatagrams datagrams;
  private final FileSends files;
  private final BackendCounts counts;

  EpollOutput(
      Libc libc,
      Epoll epoll,
      EpollChannels channels,
      EpollDatagrams datagrams,
      FileSends files,
      BackendCounts counts) {
    this.libc = libc;
    this.epoll = epoll;
    this.channels = channels;
    this.datagrams = datagrams;
    this.files = files;
    this.counts = counts;
  }

  /// As [Backend#send].
  @HotPath
  int send(EpollChannel channel, long address, int length) {
    assert !channel.has(EpollChannel.SENDING) : "a send is pending already";
    if (length == 0) {
      return 0;
    }
    if (channel.has(EpollChannel.FULL)) {
      pend(channel, address, length);
      return Backend.PENDING;
    }
    int result = trySend(channel, address, length);
    if (result > 0) {
      if (result < length && channel.has(EpollChannel.OUTPUT_WATCHED)) {
        channel.set(EpollChannel.FULL);
      }
      return result;
    }
    pend(channel, address, length);
    if (result == -Errno.EAGAIN) {
      awaitOutput(channel);
    } else {
      channels.queueOutcome(channel, Errno.failure(-result));
    }
    return Backend.PENDING;
  }

  /// As [Backend#sendFile].
  @HotPath
  int sendFile(EpollChannel channel, int file, long position, int length) {
    assert !channel.has(EpollChannel.SENDING) : "a send is pending already";
    counts.calls++;
    int result = files.send(channel.fd, file, position, length);
    if (result != 0) {
      return result;
    }
    // A send of nothing ends when there is room.
    pend(channel, 0, 0);
    awaitOutput(channel);
    return Backend.PENDING;
  }

  /// As [Backend#sendTo].
  @HotPath
  int sendTo(EpollChannel channel, long address, int length, SocketAddress target) {
    assert !channel.has(EpollChannel.SENDING) : "a send is pending already";
    counts.calls++;
    int result = datagrams.send(channel.fd, address, length, target);
    if (result >= 0) {
      return length;
    }
    pend(channel, address, length);
    if (result == -Errno.EAGAIN) {
      channel.sendTarget = target;
      awaitOutput(channel);
    } else {
      channels.queueOutcome(channel, Errno.failure(-result));
    }
    return Backend.PENDING;
  }

  @HotPath
  private int trySend(EpollChannel channel, long address, int length) {
    int result;
    do {
      counts.calls++;
      result =
          libc.send(
              channel.fd, address, length, LinuxSockets.MSG_DONTWAIT | LinuxSockets.MSG_NOSIGNAL);
    } while (result == -Errno.EINTR);
    return result;
  }

  /// The system takes no more; epoll will tell when it does.
  @HotPath
  private void awaitOutput(EpollChannel channel) {
    channel.set(EpollChannel.FULL);
    if (!channel.has(EpollChannel.OUTPUT_WATCHED)) {
      channel.set(EpollChannel.OUTPUT_WATCHED);
      int result = epoll.watch(channel);
      if (result < 0) {
        channel.clear(EpollChannel.OUTPUT_WATCHED | EpollChannel.FULL);
        channels.queueOutcome(channel, Errno.failure(-result));
      }
    }
  }

  @HotPath
  private void pend(EpollChannel channel, long address, int length) {
    channel.set(EpollChannel.SENDING);
    channel.sendAddress = address;
    channel.sendLength = length;
  }

  /// There is room again: sends on what is pending.
  @HotPath
  void retry(EpollChannel channel) {
    channel.clear(EpollChannel.FULL);
    if (!channel.has(EpollChannel.SENDING) || channel.has(EpollChannel.OUTCOME_DUE)) {
      return;
    }
    int length = channel.sendLength;
    int result;
    SocketAddress target = channel.sendTarget;
    if (target == null) {
      result = trySend(channel, channel.sendAddress, length);
    } else {
      counts.calls++;
      result = datagrams.send(channel.fd, channel.sendAddress, length, target);
    }
    if (result < length && (result >= 0 || result == -Errno.EAGAIN)) {
      channel.set(EpollChannel.FULL);
      if (result <= 0) {
        return;
      }
    }
    channel.sendTarget = null;
    channel.clear(EpollChannel.SENDING);
    counts.completions++;
    if (result >= 0) {
      channel.owner().sent(result, null);
    } else {
      channel.owner().sent(0, Errno.failure(-result));
    }
  }
}
