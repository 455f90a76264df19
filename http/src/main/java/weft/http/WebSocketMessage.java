package weft.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// A message of a [WebSocket]: text or bytes.
///
/// Belongs to whoever has received it.
public final class WebSocketMessage {
  private final byte[] payload;
  private final boolean isText;
  private @Nullable String text;

  /// @param payload not copied; well-formed UTF-8 when it is text
  private WebSocketMessage(byte[] payload, boolean isText) {
    this.payload = payload;
    this.isText = isText;
  }

  /// A message of text.
  ///
  /// @param payload well-formed UTF-8; not copied
  public static WebSocketMessage ofText(byte[] payload) {
    return new WebSocketMessage(payload, true);
  }

  /// A message of bytes.
  ///
  /// @param payload not copied
  public static WebSocketMessage ofBytes(byte[] payload) {
    return new WebSocketMessage(payload, false);
  }

  /// Whether it is text.
  public boolean isText() {
    return isText;
  }

  /// The text.
  ///
  /// @throws UnsupportedData when it is bytes, as any peer may send them; a handler that lets it
  ///   pass closes its socket with 1003
  public String text() {
    if (!isText) {
      throw new UnsupportedData("the message is bytes, not text");
    }
    String known = text;
    if (known == null) {
      known = new String(payload, UTF_8);
      text = known;
    }
    return known;
  }

  /// The bytes; of text, its UTF-8. Always the same array.
  public byte[] bytes() {
    return payload;
  }

  /// Count of [#bytes].
  public int size() {
    return payload.length;
  }

  @Override
  public String toString() {
    return (isText ? "text of " : "binary of ") + payload.length + " bytes";
  }
}
