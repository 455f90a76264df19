package weft.http;

/// A [WebSocketMessage] is of the other kind than its receiver reads: bytes where it asks for text.
/// The fault of whoever sent it; a handler that throws it closes its socket with 1003 ([RFC 6455
/// §7.4.1](https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1)).
public final class UnsupportedData extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /// @param message what came and what was asked for
  UnsupportedData(String message) {
    super(message);
  }
}
