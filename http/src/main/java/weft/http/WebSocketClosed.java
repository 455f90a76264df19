package weft.http;

import java.io.IOException;

/// A [WebSocket] has closed, so that nothing can be sent any more.
///
/// Nobody is left to be told; a handler lets it pass.
public final class WebSocketClosed extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient WebSocketClose close;

  /// Makes an error.
  public WebSocketClosed(WebSocketClose close) {
    super("the WebSocket was closed: " + close.code());
    this.close = close;
  }

  /// How it was closed.
  public WebSocketClose close() {
    return close;
  }
}
