package weft.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;

/// Answers the requests of one HTTP/2 connection, all with the same text; responses of a read are
/// flushed together. Confined to its event loop.
final class NettyHttp2Handler extends ChannelInboundHandlerAdapter {
  private static final AsciiString OK = AsciiString.cached("200");
  private static final AsciiString NOT_FOUND = AsciiString.cached("404");
  private static final AsciiString PATH = AsciiString.cached("/plaintext");
  private static final AsciiString SERVER = AsciiString.cached("netty");
  private static final AsciiString TEXT = AsciiString.cached("text/plain");
  private static final ByteBuf PLAINTEXT =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(Answers.plaintext()))
          .asReadOnly();
  private static final AsciiString LENGTH =
      AsciiString.cached(Integer.toString(PLAINTEXT.readableBytes()));

  private final NettyDate date;

  NettyHttp2Handler(NettyDate date) {
    this.date = date;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof Http2HeadersFrame request && request.isEndStream()) {
        respond(context, request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  private void respond(ChannelHandlerContext context, Http2HeadersFrame request) {
    boolean found = PATH.contentEquals(request.headers().path());
    // Our own fields are constants and need no check.
    Http2Headers fields =
        new DefaultHttp2Headers(false)
            .status(found ? OK : NOT_FOUND)
            .set(HttpHeaderNames.SERVER, SERVER)
            .set(HttpHeaderNames.DATE, date.value())
            .set(HttpHeaderNames.CONTENT_TYPE, TEXT)
            .set(HttpHeaderNames.CONTENT_LENGTH, LENGTH);
    var _ = context.write(new DefaultHttp2HeadersFrame(fields, false).stream(request.stream()));
    var _ =
        context.write(
            new DefaultHttp2DataFrame(PLAINTEXT.duplicate(), true).stream(request.stream()));
  }
}
