package weft.hub.epoll;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.memory.HotPath;

/// What an epoll back-end knows of one descriptor. Reused by the next channel of the same handle.
final class EpollChannel {
  /// Bytes come and go.
  static final int STREAM = 0;

  /// Connections come.
  static final int LISTENER = 1;

  /// Datagrams come and go.
  static final int DATAGRAM = 2;

  /// Epoll watches it for input.
  static final int WATCHED = 1;

  /// Epoll watches it for output too.
  static final int OUTPUT_WATCHED = 1 << 1;

  /// The owner wants to receive or accept.
  static final int WANTS_INPUT = 1 << 2;

  /// Epoll told of input that was not read to its end.
  static final int READABLE = 1 << 3;

  /// Epoll told of the end of the input, which no later event will repeat.
  static final int INPUT_ENDS = 1 << 4;

  /// The system took no more output; epoll will tell when it does.
  static final int FULL = 1 << 5;

  /// A send is pending.
  static final int SENDING = 1 << 6;

  /// Connecting has begun and not ended.
  static final int CONNECTING = 1 << 7;

  /// The owner has closed it.
  static final int CLOSING = 1 << 8;

  /// It is to be reset when it is closed.
  static final int RESETTING = 1 << 9;

  /// It is in the list of channels with something to do.
  static final int QUEUED = 1 << 10;

  /// Connecting or the pending send is over, and the owner has to be told.
  static final int OUTCOME_DUE = 1 << 11;

  /// Epoll refused to watch it, and the owner has to be told.
  static final int WATCH_REFUSED = 1 << 12;

  /// There was no room to receive into.
  static final int STALLED = 1 << 13;

  final int handle;
  int fd = -1;
  int kind;
  private int flags;
  private @Nullable ChannelEvents owner;

  /// Rest of the pending send, owned by the back-end until it is over.
  long sendAddress;

  int sendLength;
  @Nullable SocketAddress sendTarget;

  /// Why connecting or the pending send failed, with [#OUTCOME_DUE].
  @Nullable IoFailure failure;

  EpollChannel(int handle) {
    this.handle = handle;
  }

  @HotPath
  void open(int fd, int kind, @Nullable ChannelEvents owner) {
    this.fd = fd;
    this.kind = kind;
    this.owner = owner;
    this.flags = 0;
  }

  @HotPath
  void release() {
    fd = -1;
    owner = null;
    sendTarget = null;
    failure = null;
  }

  @HotPath
  void owner(ChannelEvents owner) {
    this.owner = owner;
  }

  /// The owner; an open channel has one.
  @HotPath
  ChannelEvents owner() {
    ChannelEvents owner = this.owner;
    if (owner == null) {
      throw new IllegalStateException("channel " + handle + " is not open");
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
