package weft.hub;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.IoFailure;

/// Why an operation on a socket ended without a result. Whoever waits gets one of these.
///
/// No stack trace is taken for what the peer or the network did: it would say nothing about them.
public abstract sealed class SocketFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private SocketFailure(String message) {
    super(message);
  }

  /// Whether nothing can have reached the peer, so that the operation may be tried anew.
  public boolean safeToRetry() {
    return false;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }

  /// The socket was closed on our side, before or during the operation.
  public static final class Closed extends SocketFailure {
    private static final long serialVersionUID = 1L;

    /// Says what was closed.
    public Closed(String what) {
      super(what + " is closed");
    }
  }

  /// The deadline passed before the operation was done.
  public static final class DeadlinePassed extends SocketFailure {
    private static final long serialVersionUID = 1L;

    /// Says what took too long.
    public DeadlinePassed(String what) {
      super(what + " did not finish before its deadline");
    }
  }

  /// The peer reset the connection.
  public static final class Reset extends SocketFailure {
    private static final long serialVersionUID = 1L;

    /// A reset by the peer.
    public Reset() {
      super("connection reset by peer");
    }
  }

  /// No connection came about.
  public static final class ConnectFailed extends SocketFailure {
    private static final long serialVersionUID = 1L;

    /// Says where to and why not.
    public ConnectFailed(String address, String reason) {
      super("cannot connect to " + address + ": " + reason);
    }

    @Override
    public boolean safeToRetry() {
      return true;
    }
  }

  /// The operating system refused for another reason.
  public static final class Refused extends SocketFailure {
    private static final long serialVersionUID = 1L;

    /// Says what was refused and why.
    public Refused(String what, String reason) {
      super(what + ": " + reason);
    }
  }

  /// The exception for a failure on an open connection, or `null` for `null`.
  static @Nullable SocketFailure of(@Nullable IoFailure failure) {
    return switch (failure) {
      case null -> null;
      case RESET -> new Reset();
      case TIMED_OUT -> new DeadlinePassed("the peer's acknowledgement");
      case CANCELLED -> new Closed("connection");
      case REFUSED,
          UNREACHABLE,
          NO_FILES,
          NO_BUFFERS,
          ADDRESS_IN_USE,
          ADDRESS_NOT_AVAILABLE,
          NOT_PERMITTED,
          TOO_LARGE,
          OTHER ->
          new Refused("connection", reason(failure));
    };
  }

  /// The exception for a connection that did not come about, or `null` for `null`.
  static @Nullable SocketFailure ofConnect(SocketAddress address, @Nullable IoFailure failure) {
    if (failure == null) {
      return null;
    }
    return failure == IoFailure.CANCELLED
        ? new Closed("connection")
        : new ConnectFailed(address.toString(), reason(failure));
  }

  static String reason(IoFailure failure) {
    return switch (failure) {
      case RESET -> "reset by peer";
      case REFUSED -> "connection refused";
      case TIMED_OUT -> "timed out";
      case UNREACHABLE -> "no route to host";
      case NO_FILES -> "too many open files";
      case NO_BUFFERS -> "no buffer space";
      case ADDRESS_IN_USE -> "address already in use";
      case ADDRESS_NOT_AVAILABLE -> "address not available";
      case NOT_PERMITTED -> "not permitted";
      case TOO_LARGE -> "message too large";
      case CANCELLED -> "cancelled";
      case OTHER -> "refused by the system";
    };
  }
}
