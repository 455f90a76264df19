package weft.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Answers one connection; responses of a read are flushed together. Confined to its event loop.
final class NettyHandler extends ChannelInboundHandlerAdapter {
  private static final AsciiString SERVER = AsciiString.cached("netty");
  private static final AsciiString TEXT = AsciiString.cached("text/plain");
  private static final AsciiString JSON = AsciiString.cached("application/json");
  private static final AsciiString BYTES = AsciiString.cached("application/octet-stream");
  private static final ByteBuf PLAINTEXT =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(Answers.plaintext()))
          .asReadOnly();

  private final NettyDate date;
  private final DefaultHttpHeadersFactory headers;

  /// The body being received for `/echo`.
  private @Nullable ByteBuf echo;

  private boolean keepAlive = true;

  NettyHandler(NettyDate date, DefaultHttpHeadersFactory headers) {
    this.date = date;
    this.headers = headers;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof HttpRequest request) {
        started(context, request);
      }
      if (message instanceof HttpContent content && echo != null) {
        echoed(context, content, echo);
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
  public void channelInactive(ChannelHandlerContext context) {
    if (echo != null) {
      echo.release();
      echo = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  private void started(ChannelHandlerContext context, HttpRequest request) {
    keepAlive = HttpUtil.isKeepAlive(request);
    String uri = request.uri();
    if (request.method().equals(HttpMethod.POST) && uri.equals("/echo")) {
      long length = HttpUtil.getContentLength(request, 1024L);
      echo = context.alloc().buffer((int) Math.min(length, Answers.ECHO_BYTES_MAX));
    } else if (uri.equals("/plaintext")) {
      respond(context, PLAINTEXT.duplicate(), TEXT);
    } else if (uri.equals("/json")) {
      respond(context, Unpooled.wrappedBuffer(Answers.json()), JSON);
    } else if (uri.startsWith(Answers.USERS)) {
      String id = uri.substring(Answers.USERS.length());
      respond(context, Unpooled.wrappedBuffer(Answers.user(id)), JSON);
    } else if (uri.startsWith("/sleep?ms=")) {
      long millis = Long.parseLong(uri.substring("/sleep?ms=".length()));
      var _ =
          context
              .executor()
              .schedule(
                  () -> {
                    respond(context, PLAINTEXT.duplicate(), TEXT);
                    context.flush();
                  },
                  millis,
                  TimeUnit.MILLISECONDS);
    } else {
      respond(context, HttpResponseStatus.NOT_FOUND, Unpooled.EMPTY_BUFFER, TEXT);
    }
  }

  private void echoed(ChannelHandlerContext context, HttpContent content, ByteBuf body) {
    if (body.readableBytes() + content.content().readableBytes() > Answers.ECHO_BYTES_MAX) {
      var _ = context.close();
      return;
    }
    body.writeBytes(content.content());
    if (content instanceof LastHttpContent) {
      echo = null;
      respond(context, body, BYTES);
    }
  }

  private void respond(ChannelHandlerContext context, ByteBuf body, AsciiString type) {
    respond(context, HttpResponseStatus.OK, body, type);
  }

  private void respond(
      ChannelHandlerContext context, HttpResponseStatus status, ByteBuf body, AsciiString type) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body, headers, headers);
    HttpHeaders fields = response.headers();
    fields.set(HttpHeaderNames.SERVER, SERVER);
    fields.set(HttpHeaderNames.DATE, date.value());
    fields.set(HttpHeaderNames.CONTENT_TYPE, type);
    fields.setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    if (keepAlive) {
      var _ = context.write(response, context.voidPromise());
    } else {
      fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      context.write(response).addListener(ChannelFutureListener.CLOSE);
    }
  }
}
