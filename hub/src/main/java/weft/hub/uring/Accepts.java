package weft.hub.uring;

import java.util.ArrayList;
import java.util.List;
import weft.hub.backend.IoFailure;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.linux.LinuxSockets;
import weft.hub.memory.HotPath;

/// What listeners accept: multishot, until cancelled.
///
/// A listener that is closed in order first refuses new connections, then hands over those that
/// wait, in a turn.
final class Accepts {
  /// Connections taken from a listener that is being closed: more than a backlog holds.
  private static final int ACCEPTS_AT_CLOSE_MAX = 16 * 1024;

  private final Libc libc;
  private final LinuxSockets sockets;
  private final Channels channels;
  private final Submissions submissions;
  private final Closings closings;
  private final List<Integer> closing = new ArrayList<>();

  Accepts(
      Libc libc,
      LinuxSockets sockets,
      Channels channels,
      Submissions submissions,
      Closings closings) {
    this.libc = libc;
    this.sockets = sockets;
    this.channels = channels;
    this.submissions = submissions;
    this.closings = closings;
    loadFailureClasses();
  }

  /// When descriptors run out, classes cannot be loaded from files any more.
  private static void loadFailureClasses() {
    if (concernsOneConnection(Errno.failure(Errno.ENOBUFS))) {
      throw new IllegalStateException("want of memory concerns every connection");
    }
  }

  void arm(int handle) {
    channels.set(handle, Channels.WANTS_ACCEPT);
    if (!channels.has(handle, Channels.ACCEPTING)) {
      channels.set(handle, Channels.ACCEPTING);
      submissions.accept(handle);
    }
  }

  void disarm(int handle) {
    channels.clear(handle, Channels.WANTS_ACCEPT);
    closings.cancelArmed(handle, Channels.ACCEPTING, Abi.OP_ACCEPT);
  }

  /// A connection has come, or accepting has ended, or both.
  @HotPath
  void completed(int handle, int result, int flags) {
    boolean last = (flags & Abi.CQE_F_MORE) == 0;
    if (last) {
      channels.clear(handle, Channels.ACCEPTING | Channels.CANCELLING);
    }
    if (channels.has(handle, Channels.CLOSING)) {
      lateSlow(handle, result, last);
      return;
    }
    if (result >= 0) {
      deliver(handle, result);
    }
    if (last && channels.has(handle, Channels.WANTS_ACCEPT)) {
      overSlow(handle, result);
    }
  }

  @HotPath
  private void deliver(int listener, int fd) {
    int connection = channels.open(fd, null);
    channels.set(connection, Channels.NONBLOCKING);
    channels.owner(connection, channels.owner(listener).accepted(connection));
  }

  private void overSlow(int handle, int result) {
    IoFailure failure = result >= 0 ? IoFailure.CANCELLED : Errno.failure(-result);
    if (concernsOneConnection(failure)) {
      arm(handle);
    } else {
      channels.clear(handle, Channels.WANTS_ACCEPT);
      channels.owner(handle).acceptFailed(failure);
    }
  }

  /// Whether accepting can just go on: a peer gave up while it waited, or the kernel ended the
  /// multishot.
  private static boolean concernsOneConnection(IoFailure failure) {
    return switch (failure) {
      case RESET, REFUSED, TIMED_OUT, UNREACHABLE, CANCELLED -> true;
      case NO_FILES,
          NO_BUFFERS,
          NOT_PERMITTED,
          TOO_LARGE,
          ADDRESS_IN_USE,
          ADDRESS_NOT_AVAILABLE,
          OTHER ->
          false;
    };
  }

  // Listeners that are being closed.

  /// Closes a listener in order. Goes on in the next turn, because connections are delivered in
  /// turns only.
  void closeSlow(int handle) {
    channels.set(handle, Channels.TAKES_REST);
    sockets.refuseNewConnections(channels.fd(handle));
    closings.cancelInFlightSlow(handle);
    closing.add(handle);
  }

  /// Whether [#closeDueSlow] has something to do.
  @HotPath
  boolean isClosing() {
    return !closing.isEmpty();
  }

  private void lateSlow(int handle, int result, boolean last) {
    boolean takesRest = channels.has(handle, Channels.TAKES_REST);
    if (result >= 0 && takesRest) {
      deliver(handle, result);
    } else if (result >= 0) {
      libc.close(result);
    }
    if (last && !takesRest) {
      closings.goOn(handle);
    }
  }

  /// Takes what waits at listeners that have stopped accepting, and closes them.
  ///
  /// @return how many connections were delivered
  int closeDueSlow() {
    int delivered = 0;
    for (int index = closing.size() - 1; index >= 0; index--) {
      int handle = closing.get(index);
      if (!channels.has(handle, Channels.IN_FLIGHT)) {
        closing.remove(/* index */ index);
        delivered += deliverRest(handle);
        closings.submit(handle);
      }
    }
    return delivered;
  }

  private int deliverRest(int handle) {
    int delivered = 0;
    for (int left = ACCEPTS_AT_CLOSE_MAX; left > 0; left--) {
      int result = sockets.acceptWaiting(channels.fd(handle), LinuxSockets.SOCK_NONBLOCK);
      if (result >= 0) {
        deliver(handle, result);
        delivered++;
      } else if (result == -Errno.EAGAIN || !concernsOneConnection(Errno.failure(-result))) {
        break;
      }
    }
    return delivered;
  }
}
