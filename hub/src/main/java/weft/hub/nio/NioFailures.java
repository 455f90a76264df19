package weft.hub.nio;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.util.Locale;
import weft.hub.backend.IoFailure;

/// Names what the JDK throws.
///
/// The JDK tells most failures apart by nothing but the system's text, which is English for its
/// sockets on Unix and Windows alike unless the machine's locale says otherwise; what is not
/// recognised is [IoFailure#OTHER].
final class NioFailures {
  private NioFailures() {}

  static IoFailure failure(IOException thrown) {
    String text = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
    if (contains(text, "timed out")) {
      return IoFailure.TIMED_OUT;
    }
    if (contains(text, "too many open files", "no file descriptors")) {
      return IoFailure.NO_FILES;
    }
    if (contains(text, "no buffer space", "cannot allocate memory")) {
      return IoFailure.NO_BUFFERS;
    }
    if (contains(text, "unreachable", "no route to host")) {
      return IoFailure.UNREACHABLE;
    }
    if (contains(text, "permission denied", "not permitted")) {
      return IoFailure.NOT_PERMITTED;
    }
    if (contains(text, "message too long")) {
      return IoFailure.TOO_LARGE;
    }
    if (contains(text, "reset", "broken pipe", "aborted", "forcibly closed")) {
      return IoFailure.RESET;
    }
    return byType(thrown, text);
  }

  private static IoFailure byType(IOException thrown, String text) {
    if (thrown instanceof NoRouteToHostException || thrown instanceof PortUnreachableException) {
      return IoFailure.UNREACHABLE;
    }
    if (thrown instanceof BindException) {
      return contains(text, "assign") ? IoFailure.ADDRESS_NOT_AVAILABLE : IoFailure.ADDRESS_IN_USE;
    }
    return thrown instanceof ConnectException
            || contains(text, "refused", "no such file", "resource temporarily unavailable")
        ? IoFailure.REFUSED
        : IoFailure.OTHER;
  }

  private static boolean contains(String text, String... parts) {
    for (String part : parts) {
      if (text.contains(part)) {
        return true;
      }
    }
    return false;
  }
}
