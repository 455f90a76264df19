package weft.web.options;

import java.time.Duration;
import java.util.List;
import weft.http.Http2Options;

/// Options about HTTP/2.
final class Http2Rows {
  private static final int MEGABYTES_16 = 16_777_216;

  private Http2Rows() {}

  static List<Option<?>> rows() {
    OptionRows<Http2Options> rows =
        new OptionRows<>(
            options -> options.http().http2(),
            (options, http2) -> options.withHttp(options.http().withHttp2(http2)));
    rows.add(
        "http2",
        new BooleanOption(),
        "Whether HTTP/2 is spoken",
        Http2Options::enabled,
        Http2Options::withEnabled);
    rows.number(
        "http2-streams-max",
        new IntegerOption(1, 65_535, "requests"),
        "Requests of one connection at a time",
        Http2Options::streamsMax,
        (http2, count) -> http2.withStreamsMax((int) count));
    rows.number(
        "http2-window",
        new SizeOption(65_535, MEGABYTES_16),
        "Body bytes a client may send ahead of a request's reader, at first; at most"
            + " --http2-window-max",
        Http2Options::windowBytes,
        (http2, bytes) -> http2.withWindows((int) bytes, http2.windowBytesMax()));
    rows.number(
        "http2-window-max",
        new SizeOption(65_535, MEGABYTES_16),
        "Bound to which that grows while clients fill it within a round trip",
        Http2Options::windowBytesMax,
        (http2, bytes) -> http2.withWindows(http2.windowBytes(), (int) bytes));
    rows.time(
        "http2-ping-interval",
        Duration.ZERO,
        "Silence of a client with open requests after which it is asked for a sign of life; 0 for"
            + " never",
        Http2Options::pingInterval,
        (http2, time) -> http2.withPings(time, http2.pingTimeout()));
    rows.time(
        "http2-ping-timeout",
        Duration.ofMillis(1),
        "How long that sign may take",
        Http2Options::pingTimeout,
        (http2, time) -> http2.withPings(http2.pingInterval(), time));
    rows.add(
        "http2-push",
        new BooleanOption(),
        "Whether responses that handlers promise are pushed to clients that take such",
        Http2Options::push,
        Http2Options::withPush);
    return rows.rows();
  }
}
