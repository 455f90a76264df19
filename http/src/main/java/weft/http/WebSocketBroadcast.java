package weft.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A message for many sockets: encoded once, and compressed at most once.
///
/// Any thread.
public final class WebSocketBroadcast {
  private final byte[] payload;
  private final boolean isText;
  private volatile byte @Nullable [] deflated;

  private WebSocketBroadcast(byte[] payload, boolean isText) {
    this.payload = payload;
    this.isText = isText;
  }

  /// A message of text.
  public static WebSocketBroadcast of(String text) {
    return new WebSocketBroadcast(text.getBytes(UTF_8), true);
  }

  /// A message of bytes.
  ///
  /// @param bytes not copied: not to be changed any more
  public static WebSocketBroadcast of(byte[] bytes) {
    return new WebSocketBroadcast(bytes, false);
  }

  /// Whether it is text.
  public boolean isText() {
    return isText;
  }

  /// What is sent, not compressed.
  public byte[] payload() {
    return payload;
  }

  /// What is sent, compressed; two hubs that come first at one time may both compress.
  ///
  /// @param deflater called when nobody has asked before
  public byte[] deflated(UnaryOperator<byte[]> deflater) {
    byte[] known = deflated;
    if (known == null) {
      known = deflater.apply(payload);
      deflated = known;
    }
    return known;
  }
}
