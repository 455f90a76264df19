package weft.http.ws;

import org.jspecify.annotations.Nullable;
import weft.http.WebSocketOptions;

/// What one socket goes by: the options of its side, and what was agreed when it was opened.
///
/// @param isClient which side
/// @param terms about compression, `null` for none
/// @param subprotocol `null` for none
public record WebSocketSettings(
    WebSocketOptions options,
    boolean isClient,
    @Nullable DeflateTerms terms,
    @Nullable String subprotocol) {
  /// Bytes its histories may take.
  long historyBytes() {
    DeflateTerms agreed = terms;
    if (agreed == null) {
      return 0;
    }
    boolean sends = isClient ? agreed.clientTakesOver() : agreed.serverTakesOver();
    boolean receives = isClient ? agreed.serverTakesOver() : agreed.clientTakesOver();
    long outgoing = sends ? DeflateCodec.OUTGOING_WINDOW_BYTES : 0;
    return outgoing + (receives ? DeflateCodec.WINDOW_BYTES : 0);
  }
}
