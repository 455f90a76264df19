package weft.http;

import static weft.http.OptionBounds.positive;
import static weft.http.OptionBounds.range;
import static weft.http.OptionBounds.time;

import java.time.Duration;
import java.util.function.Consumer;

/// How a server speaks HTTP/2.
///
/// @param enabled whether it does: with prior knowledge and `Upgrade: h2c` on plain connections, by
///   ALPN on TLS
/// @param streamsMax requests of one connection at a time, 1 to 65535; beyond it a stream is
///   refused
/// @param windowBytes body bytes of one request a client may send ahead of its reader, at first,
///   65535 to 16777216. A connection's window is four times as large
/// @param windowBytesMax bound to which that grows while clients fill it within a round trip
/// @param headerTableBytes memory of a connection's header tables, each, 0 to 4096
/// @param pingInterval silence of a client with open requests after which it is asked for a sign of
///   life; zero for never
/// @param pingTimeout how long that sign may take
/// @param extendedConnect whether CONNECT requests with a protocol (RFC 8441) reach the handler;
///   other CONNECT requests never do
/// @param push whether [Response#push] promises answers to clients that want such
/// @param floods what ends a connection
public record Http2Options(
    boolean enabled,
    int streamsMax,
    int windowBytes,
    int windowBytesMax,
    int headerTableBytes,
    Duration pingInterval,
    Duration pingTimeout,
    boolean extendedConnect,
    boolean push,
    Http2FloodLimits floods) {
  /// The defaults.
  public static final Http2Options DEFAULTS =
      new Http2Options(
          true,
          128,
          65_536,
          1_048_576,
          4096,
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          false,
          false,
          Http2FloodLimits.DEFAULTS);

  /// Refuses what makes no sense.
  public Http2Options {
    range("streamsMax", streamsMax, 1, 65_535);
    range("windowBytes", windowBytes, 65_535, 16_777_216);
    range("windowBytesMax", windowBytesMax, 65_535, 16_777_216);
    if (windowBytes > windowBytesMax) {
      throw new IllegalArgumentException(
          "windowBytes " + windowBytes + " is greater than windowBytesMax " + windowBytesMax);
    }
    range("headerTableBytes", headerTableBytes, 0, 4096);
    time("pingInterval", pingInterval);
    positive("pingTimeout", pingTimeout);
  }

  /// The same, enabled or not.
  public Http2Options withEnabled(boolean enabled) {
    return with(draft -> draft.enabled = enabled);
  }

  /// The same with another `streamsMax`.
  public Http2Options withStreamsMax(int streamsMax) {
    return with(draft -> draft.streamsMax = streamsMax);
  }

  /// The same with other windows.
  public Http2Options withWindows(int windowBytes, int windowBytesMax) {
    return with(draft -> {
      draft.windowBytes = windowBytes;
      draft.windowBytesMax = windowBytesMax;
    });
  }

  /// The same with another sign of life.
  public Http2Options withPings(Duration pingInterval, Duration pingTimeout) {
    return with(draft -> {
      draft.pingInterval = pingInterval;
      draft.pingTimeout = pingTimeout;
    });
  }

  /// The same, with extended CONNECT or without.
  public Http2Options withExtendedConnect(boolean extendedConnect) {
    return with(draft -> draft.extendedConnect = extendedConnect);
  }

  /// The same, with server push or without.
  public Http2Options withPush(boolean push) {
    return with(draft -> draft.push = push);
  }

  /// The same with other flood limits.
  public Http2Options withFloods(Http2FloodLimits floods) {
    return with(draft -> draft.floods = floods);
  }

  private Http2Options with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.made();
  }

  /// Every part, for a `with…` to change.
  private static final class Draft {
    private boolean enabled;
    private int streamsMax;
    private int windowBytes;
    private int windowBytesMax;
    private int headerTableBytes;
    private Duration pingInterval;
    private Duration pingTimeout;
    private boolean extendedConnect;
    private boolean push;
    private Http2FloodLimits floods;

    Draft(Http2Options from) {
      enabled = from.enabled;
      streamsMax = from.streamsMax;
      windowBytes = from.windowBytes;
      windowBytesMax = from.windowBytesMax;
      headerTableBytes = from.headerTableBytes;
      pingInterval = from.pingInterval;
      pingTimeout = from.pingTimeout;
      extendedConnect = from.extendedConnect;
      push = from.push;
      floods = from.floods;
    }

    Http2Options made() {
      return new Http2Options(
          enabled,
          streamsMax,
          windowBytes,
          windowBytesMax,
          headerTableBytes,
          pingInterval,
          pingTimeout,
          extendedConnect,
          push,
          floods);
    }
  }
}
