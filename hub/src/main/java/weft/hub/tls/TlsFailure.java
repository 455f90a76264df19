package weft.hub.tls;

import java.io.IOException;

/// Why an established TLS connection has broken.
///
/// No stack trace is taken for what the peer did.
public final class TlsFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean isTruncation;

  private TlsFailure(String message, boolean isTruncation) {
    super(message);
    this.isTruncation = isTruncation;
  }

  static TlsFailure truncated() {
    return new TlsFailure(
        "truncated: the peer's TCP stream ended without the close_notify of TLS", true);
  }

  static TlsFailure broken(String reason) {
    return new TlsFailure("TLS has failed: " + reason, false);
  }

  /// Whether the stream ended without saying so: what came before is genuine, but something may be
  /// missing. RFC 8446 §6.1.
  public boolean isTruncation() {
    return isTruncation;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
