package weft.hub.linux;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import weft.hub.backend.IoFailure;

/// Linux error numbers, and the one place where they become names.
public final class Errno {
  /// Operation not permitted: often a sandbox.
  public static final int EPERM = 1;

  /// Interrupted by a signal; try again.
  public static final int EINTR = 4;

  /// Would block; try later.
  public static final int EAGAIN = 11;

  /// Not permitted.
  public static final int EACCES = 13;

  /// Resource busy.
  public static final int EBUSY = 16;

  /// The descriptor or request is not known.
  public static final int ENOENT = 2;

  /// Invalid argument: often an unknown flag.
  public static final int EINVAL = 22;

  /// Function not implemented by this kernel.
  public static final int ENOSYS = 38;

  /// Timer expired.
  public static final int ETIME = 62;

  /// The address is occupied.
  public static final int EADDRINUSE = 98;

  /// The address is not one of this machine's.
  public static final int EADDRNOTAVAIL = 99;

  /// No buffer space.
  public static final int ENOBUFS = 105;

  /// Connection under way.
  public static final int EINPROGRESS = 115;

  /// The operation was cancelled.
  public static final int ECANCELED = 125;

  private static final int ENOMEM = 12;
  private static final int ENFILE = 23;
  private static final int EMFILE = 24;
  private static final int EPIPE = 32;
  private static final int EMSGSIZE = 90;
  private static final int ENETUNREACH = 101;
  private static final int ECONNABORTED = 103;
  private static final int ECONNRESET = 104;
  private static final int ETIMEDOUT = 110;
  private static final int ECONNREFUSED = 111;
  private static final int EHOSTUNREACH = 113;

  private Errno() {}

  /// Names an error number.
  public static IoFailure failure(int errno) {
    return switch (errno) {
      case ECONNRESET, EPIPE, ECONNABORTED -> IoFailure.RESET;
      case ECONNREFUSED, ENOENT -> IoFailure.REFUSED;
      case ETIMEDOUT -> IoFailure.TIMED_OUT;
      case EHOSTUNREACH, ENETUNREACH -> IoFailure.UNREACHABLE;
      case EMFILE, ENFILE -> IoFailure.NO_FILES;
      case ENOBUFS, ENOMEM -> IoFailure.NO_BUFFERS;
      case EADDRINUSE -> IoFailure.ADDRESS_IN_USE;
      case EADDRNOTAVAIL -> IoFailure.ADDRESS_NOT_AVAILABLE;
      case EACCES, EPERM -> IoFailure.NOT_PERMITTED;
      case EMSGSIZE -> IoFailure.TOO_LARGE;
      case ECANCELED -> IoFailure.CANCELLED;
      default -> IoFailure.OTHER;
    };
  }

  /// The exception for a call that set a socket up.
  ///
  /// @param operation the call's name, for the message
  /// @param errno positive error number
  static IOException exception(String operation, int errno) {
    String message = operation + ": " + describe(errno);
    return switch (errno) {
      case EADDRINUSE, EADDRNOTAVAIL, EACCES -> new BindException(message);
      default -> new SocketException(message);
    };
  }

  /// The number in words.
  public static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted (EPERM)";
      case ENOENT -> "no such file or folder (ENOENT)";
      case EACCES -> "permission denied (EACCES)";
      case EINVAL -> "invalid argument (EINVAL)";
      case ENOSYS -> "not known to this kernel (ENOSYS)";
      case ENOMEM -> "out of memory (ENOMEM)";
      case EMFILE, ENFILE -> "too many open files (" + (errno == EMFILE ? "EMFILE)" : "ENFILE)");
      case EADDRINUSE -> "address already in use (EADDRINUSE)";
      case EADDRNOTAVAIL -> "address not available (EADDRNOTAVAIL)";
      default -> "errno " + errno;
    };
  }
}
