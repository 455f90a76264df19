package weft.http.ws;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What all WebSockets of one hub share.
///
/// Confined to the hub, but for what is prepared before a socket is opened.
public final class WebSocketHub {
  final WebSocketTally tally = new WebSocketTally();
  private final AtomicReference<@Nullable DeflateCodec> codec = new AtomicReference<>();
  private final AtomicReference<@Nullable MaskKeys> masks = new AtomicReference<>();

  /// Makes what is shared.
  public WebSocketHub() {}

  /// What they count.
  public WebSocketTally tally() {
    return tally;
  }

  /// Makes what sockets with these settings need, unless it is there. Not on the bare hub thread:
  /// the JDK takes locks here.
  public void prepare(WebSocketSettings settings) {
    if (settings.terms() != null && codec.get() == null) {
      codec.compareAndSet(null, new DeflateCodec());
    }
    if (settings.isClient() && masks.get() == null) {
      masks.compareAndSet(null, new MaskKeys());
    }
  }

  DeflateCodec codec() {
    DeflateCodec made = codec.get();
    if (made == null) {
      throw new IllegalStateException("compression was not prepared");
    }
    return made;
  }

  MaskKeys masks() {
    MaskKeys made = masks.get();
    if (made == null) {
      throw new IllegalStateException("masking was not prepared");
    }
    return made;
  }
}
