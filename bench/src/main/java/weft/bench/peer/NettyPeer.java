package weft.bench.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.compression.CompressionOptions;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.util.ResourceLeakDetector;

/// Netty with its HTTP codec and no framework above: one event loop that also accepts.
///
/// Arguments: port, `uring`, `epoll` or `nio`, and `h2c` to speak HTTP/2 alone or `example` to
/// answer as Netty's own HTTP example does, with Netty's defaults.
public final class NettyPeer {
  private static final short BUFFER_GROUP = 1;

  private NettyPeer() {}

  /// One of Netty's ways to the system.
  private record Transport(IoHandlerFactory handlers, Class<? extends ServerChannel> channel) {
    static Transport named(String name, boolean tuned) {
      return switch (name) {
        case "uring" ->
            new Transport(
                tuned ? uring() : IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
        case "epoll" -> new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
        case "nio" -> new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
        default -> throw new IllegalArgumentException(name + " is not uring, epoll or nio");
      };
    }

    /// With a buffer ring, without which Netty cannot use multishot receives.
    private static IoHandlerFactory uring() {
      var buffers =
          IoUringBufferRingConfig.builder()
              .bufferGroupId(BUFFER_GROUP)
              .bufferRingSize((short) 512)
              .batchSize(512)
              .allocator(new IoUringFixedBufferRingAllocator(4096))
              .build();
      return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setBufferRingConfig(buffers));
    }
  }

  /// Serves until the process is ended.
  public static void main(String[] arguments) throws InterruptedException {
    int port = Integer.parseInt(arguments[0]);
    String name = arguments.length > 1 ? arguments[1] : "nio";
    String kind = arguments.length > 2 ? arguments[2] : "tuned";
    boolean example = kind.equals("example");
    if (!example) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
    Transport transport = Transport.named(name, !example);
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, transport.handlers());
    var date = new NettyDate(loop.next());
    var bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(transport.channel())
            .option(ChannelOption.SO_BACKLOG, 16384)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    switch (kind) {
                      case "h2c" -> addHttp2(channel.pipeline(), date);
                      case "example" -> addExample(channel.pipeline(), date);
                      default -> addHttp1(channel.pipeline(), date);
                    }
                  }
                });
    if (name.equals("uring") && !example) {
      bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP);
    }
    bootstrap.bind("127.0.0.1", port).sync().channel().closeFuture().sync();
  }

  /// The server's own headers are constants; those of requests are checked.
  private static void addHttp1(ChannelPipeline pipeline, NettyDate date) {
    pipeline
        .addLast(new HttpServerCodec(new HttpDecoderConfig()))
        .addLast(
            new NettyHandler(
                date, DefaultHttpHeadersFactory.headersFactory().withValidation(false)));
  }

  /// The handlers of Netty's own example of an HTTP server.
  private static void addExample(ChannelPipeline pipeline, NettyDate date) {
    pipeline
        .addLast(new HttpServerCodec())
        .addLast(new HttpContentCompressor((CompressionOptions[]) null))
        .addLast(new HttpServerExpectContinueHandler())
        .addLast(new NettyExampleHandler(date));
  }

  /// Frames without a channel for each stream, which is what costs Netty least.
  private static void addHttp2(ChannelPipeline pipeline, NettyDate date) {
    pipeline
        .addLast(Http2FrameCodecBuilder.forServer().build())
        .addLast(new NettyHttp2Handler(date));
  }
}
