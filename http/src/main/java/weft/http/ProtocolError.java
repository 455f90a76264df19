package weft.http;

/// The peer broke the protocol.
///
/// Answered as the RFC says, counted, and never blamed on the handler: a handler that meets one
/// while it reads a body lets it pass. No stack trace: the fault is not in our code.
public final class ProtocolError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /// Makes an error.
  ///
  /// @param status what the client is told, 400 to 599
  /// @param code short name for counters and logs, such as `BARE_LF`
  /// @param reason a sentence without bytes of the peer
  public ProtocolError(int status, String code, String reason) {
    super(reason, null, false, false);
    this.status = status;
    this.code = code;
  }

  /// Status the client is told, 400 to 599.
  public int status() {
    return status;
  }

  /// Short name for counters and logs.
  public String code() {
    return code;
  }
}
