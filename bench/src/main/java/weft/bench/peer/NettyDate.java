package weft.bench.peer;

import io.netty.channel.EventLoop;
import io.netty.util.AsciiString;
import java.util.concurrent.TimeUnit;

/// The `Date` of Netty's responses, renewed once per second by the event loop that reads it.
final class NettyDate {
  private AsciiString value = AsciiString.cached(Answers.date());

  NettyDate(EventLoop loop) {
    var _ = loop.scheduleAtFixedRate(this::renew, 1, 1, TimeUnit.SECONDS);
  }

  /// Confined to the event loop.
  AsciiString value() {
    return value;
  }

  private void renew() {
    value = AsciiString.cached(Answers.date());
  }
}
