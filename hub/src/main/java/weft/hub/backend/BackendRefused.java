package weft.hub.backend;

/// Why a back-end cannot be used here; the message goes to the start-up line.
public final class BackendRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /// Says why, in lower case without a full stop.
  public BackendRefused(String reason) {
    super(reason, null, false, false);
  }
}
