package weft.hub.nio;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.HotPath;

/// What a NIO back-end knows of one channel.
final class NioChannel {
  /// The owner wants to receive or accept.
  static final int WANTS_INPUT = 1;

  /// A send is pending.
  static final int SENDING = 1 << 1;

  /// Connecting has begun and not ended.
  static final int CONNECTING = 1 << 2;

  /// The owner has closed it.
  static final int CLOSING = 1 << 3;

  /// It is to be reset when it is closed.
  static final int RESETTING = 1 << 4;

  /// The system took no more output; the selector will tell when it does.
  static final int FULL = 1 << 5;

  /// It is a Unix-domain socket.
  static final int UNIX = 1 << 6;

  final int handle;

  /// How it was set up; connections of a listener are set up in the same way.
  final SocketSettings settings;

  /// Exactly one of these three is not `null`.
  final @Nullable SocketChannel stream;

  final @Nullable ServerSocketChannel listener;
  final @Nullable DatagramChannel datagram;

  private @Nullable ChannelEvents owner;
  @Nullable SelectionKey key;

  /// What the key is interested in, kept here because asking the key takes a lock.
  int interest;

  private int flags;

  /// Rest of the pending send, owned by the back-end until it is over.
  long sendAddress;

  int sendLength;
  @Nullable SocketAddress sendTarget;

  /// Why connecting or the pending send failed, to be told in the next turn.
  @Nullable IoFailure failure;

  NioChannel(
      int handle,
      SelectableChannel channel,
      SocketSettings settings,
      @Nullable ChannelEvents owner) {
    this.handle = handle;
    this.settings = settings;
    this.stream = channel instanceof SocketChannel socket ? socket : null;
    this.listener = channel instanceof ServerSocketChannel socket ? socket : null;
    this.datagram = channel instanceof DatagramChannel socket ? socket : null;
    this.owner = owner;
  }

  SelectableChannel channel() {
    if (stream != null) {
      return stream;
    }
    if (listener != null) {
      return listener;
    }
    if (datagram != null) {
      return datagram;
    }
    throw new IllegalStateException("a channel is one of three");
  }

  /// The socket of a stream.
  @HotPath
  SocketChannel stream() {
    if (stream == null) {
      throw new IllegalStateException("not a stream");
    }
    return stream;
  }

  /// The socket of datagrams.
  DatagramChannel datagram() {
    if (datagram == null) {
      throw new IllegalStateException("not a datagram socket");
    }
    return datagram;
  }

  /// Closes the socket.
  void closeQuietly() {
    closeQuietly(channel());
  }

  static void closeQuietly(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException late) {
      // Closing tells of lost bytes at most, and nobody waits for them; the descriptor is free.
    }
  }

  void owner(ChannelEvents owner) {
    this.owner = owner;
  }

  /// The owner; an open channel has one.
  @HotPath
  ChannelEvents owner() {
    ChannelEvents owner = this.owner;
    if (owner == null) {
      throw new IllegalStateException("channel " + handle + " has no owner yet");
    }
    return owner;
  }

  @HotPath
  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  @HotPath
  void set(int flag) {
    flags |= flag;
  }

  @HotPath
  void clear(int flag) {
    flags &= ~flag;
  }
}
