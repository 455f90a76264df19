package weft.http;

import static weft.http.OptionBounds.positive;
import static weft.http.OptionBounds.range;
import static weft.http.OptionBounds.time;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// How one side of a [WebSocket] behaves.
///
/// @param frameBytesMax bytes of a frame's payload, as it comes, 125 to 1073741824
/// @param messageBytesMax bytes of a message, decompressed, 125 to 1073741824
/// @param unreadBytesMax bytes of messages that may wait to be read before nothing more is
///   received, 1 to 1073741824
/// @param unsentBytesMax bytes of messages that may wait to be sent to a slow peer, where nobody
///   waits for it, 1 to 1073741824
/// @param slowPeer what happens to messages for a peer that takes them too slowly
/// @param sendTimeout how long the peer may take nothing of what is sent; then it is disconnected
/// @param pingInterval silence after which the peer is asked for a sign of life; zero for never
/// @param pingTimeout how long that sign may take
/// @param closeTimeout how long the peer may take to answer a Close frame
/// @param origins origins of pages that may connect, such as `https://example.com`, or `*` for any;
///   empty for pages of the same host and port. Clients without an Origin, which are no browsers,
///   may always
/// @param subprotocols those we speak, best first; the first that the client offers is chosen
/// @param deflate compression
public record WebSocketOptions(
    int frameBytesMax,
    int messageBytesMax,
    int unreadBytesMax,
    int unsentBytesMax,
    WebSocketPolicy slowPeer,
    Duration sendTimeout,
    Duration pingInterval,
    Duration pingTimeout,
    Duration closeTimeout,
    List<String> origins,
    List<String> subprotocols,
    WebSocketDeflate deflate) {
  /// The defaults.
  public static final WebSocketOptions DEFAULTS =
      new WebSocketOptions(
          1 << 20,
          1 << 20,
          64 * 1024,
          256 * 1024,
          WebSocketPolicy.BLOCK,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          List.of(),
          List.of(),
          WebSocketDeflate.OFF);

  private static final int BYTES_MAX = 1 << 30;

  /// Refuses what makes no sense.
  public WebSocketOptions {
    range("frameBytesMax", frameBytesMax, 125, BYTES_MAX);
    range("messageBytesMax", messageBytesMax, 125, BYTES_MAX);
    range("unreadBytesMax", unreadBytesMax, 1, BYTES_MAX);
    range("unsentBytesMax", unsentBytesMax, 1, BYTES_MAX);
    time("pingInterval", pingInterval);
    positive("sendTimeout", sendTimeout);
    positive("pingTimeout", pingTimeout);
    positive("closeTimeout", closeTimeout);
    origins = List.copyOf(origins);
    subprotocols = List.copyOf(subprotocols);
    for (String subprotocol : subprotocols) {
      if (!Ascii.isToken(subprotocol)) {
        throw new IllegalArgumentException("subprotocol '" + subprotocol + "' is not a token");
      }
    }
  }

  /// The same with other bounds on what is received.
  public WebSocketOptions withLimits(int frameBytesMax, int messageBytesMax) {
    return with(draft -> {
      draft.frameBytesMax = frameBytesMax;
      draft.messageBytesMax = messageBytesMax;
    });
  }

  /// The same with another bound on what waits to be read.
  public WebSocketOptions withUnreadBytesMax(int unreadBytesMax) {
    return with(draft -> draft.unreadBytesMax = unreadBytesMax);
  }

  /// The same with another policy for slow peers.
  public WebSocketOptions withSlowPeer(WebSocketPolicy slowPeer, int unsentBytesMax) {
    return with(draft -> {
      draft.slowPeer = slowPeer;
      draft.unsentBytesMax = unsentBytesMax;
    });
  }

  /// The same with another time in which the peer may take nothing.
  public WebSocketOptions withSendTimeout(Duration sendTimeout) {
    return with(draft -> draft.sendTimeout = sendTimeout);
  }

  /// The same with another sign of life.
  public WebSocketOptions withPings(Duration pingInterval, Duration pingTimeout) {
    return with(draft -> {
      draft.pingInterval = pingInterval;
      draft.pingTimeout = pingTimeout;
    });
  }

  /// The same with another time for the answer to a Close frame.
  public WebSocketOptions withCloseTimeout(Duration closeTimeout) {
    return with(draft -> draft.closeTimeout = closeTimeout);
  }

  /// The same with other origins.
  public WebSocketOptions withOrigins(String... origins) {
    return with(draft -> draft.origins = List.of(origins));
  }

  /// The same with other sub-protocols.
  public WebSocketOptions withSubprotocols(String... subprotocols) {
    return with(draft -> draft.subprotocols = List.of(subprotocols));
  }

  /// The same with another compression.
  public WebSocketOptions withDeflate(WebSocketDeflate deflate) {
    return with(draft -> draft.deflate = deflate);
  }

  private WebSocketOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.made();
  }

  /// Every part, for a `with…` to change.
  private static final class Draft {
    private int frameBytesMax;
    private int messageBytesMax;
    private int unreadBytesMax;
    private int unsentBytesMax;
    private WebSocketPolicy slowPeer;
    private Duration sendTimeout;
    private Duration pingInterval;
    private Duration pingTimeout;
    private Duration closeTimeout;
    private List<String> origins;
    private List<String> subprotocols;
    private WebSocketDeflate deflate;

    Draft(WebSocketOptions from) {
      frameBytesMax = from.frameBytesMax;
      messageBytesMax = from.messageBytesMax;
      unreadBytesMax = from.unreadBytesMax;
      unsentBytesMax = from.unsentBytesMax;
      slowPeer = from.slowPeer;
      sendTimeout = from.sendTimeout;
      pingInterval = from.pingInterval;
      pingTimeout = from.pingTimeout;
      closeTimeout = from.closeTimeout;
      origins = from.origins;
      subprotocols = from.subprotocols;
      deflate = from.deflate;
    }

    WebSocketOptions made() {
      return new WebSocketOptions(
          frameBytesMax,
          messageBytesMax,
          unreadBytesMax,
          unsentBytesMax,
          slowPeer,
          sendTimeout,
          pingInterval,
          pingTimeout,
          closeTimeout,
          origins,
          subprotocols,
          deflate);
    }
  }
}
