package weft.hub.tls.jdk;

import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.engine.PeerRefused;
import weft.hub.tls.engine.TlsProblem;

/// What an exception of the JDK's TLS is about, as far as it says.
final class JdkProblems {
  private static final String ALERT = "Received fatal alert: ";

  private JdkProblems() {}

  /// @param isClient whether it is a client's
  static TlsProblem of(Exception failure, boolean isClient) {
    PeerRefused refused = PeerRefused.within(failure);
    if (refused != null) {
      return refused.problem();
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return isClient ? TlsProblem.SERVER_REFUSED : TlsProblem.CLIENT_CERTIFICATE_REFUSED;
      }
    }
    String message = failure.getMessage();
    return message == null
        ? TlsProblem.PROTOCOL
        : of(message.toLowerCase(Locale.ROOT), failure, isClient);
  }

  private static TlsProblem of(String message, Exception failure, boolean isClient) {
    if (message.contains("received fatal alert")) {
      return TlsProblem.PEER_ALERT;
    }
    if (message.contains("empty client certificate") || message.contains("bad_certificate")) {
      return isClient ? TlsProblem.SERVER_REFUSED : TlsProblem.CLIENT_CERTIFICATE_MISSING;
    }
    if (message.contains("application protocol")) {
      return TlsProblem.NO_COMMON_PROTOCOL;
    }
    if (message.contains("plaintext connection")
        || message.contains("unrecognized ssl message")
        || message.contains("unsupported or unrecognized")) {
      return TlsProblem.NOT_TLS;
    }
    if (message.contains("protocol version") || message.contains("not accepted by server")) {
      return TlsProblem.NO_COMMON_VERSION;
    }
    if (message.contains("no cipher suites in common")
        || message.contains("no common")
        || message.contains("no available")) {
      return TlsProblem.NO_COMMON_CIPHER;
    }
    return failure instanceof SSLException && message.contains("closed")
        ? TlsProblem.PEER_GONE
        : TlsProblem.PROTOCOL;
  }

  /// The peer's alert by its name in RFC 8446 §6, our reason, or else the JDK's words.
  static @Nullable String detail(Exception failure) {
    PeerRefused refused = PeerRefused.within(failure);
    if (refused != null) {
      return refused.reason();
    }
    String message = failure.getMessage();
    int alert = message == null ? -1 : message.indexOf(ALERT);
    return message == null || alert < 0 ? message : message.substring(alert + ALERT.length());
  }
}
