package weft.hub.nio;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import weft.hub.backend.SocketSettings;

/// Opens the JDK's channels, non-blocking and set up.
final class NioSockets {
  private NioSockets() {}

  static ServerSocketChannel listen(SocketAddress at, SocketSettings settings) throws IOException {
    var channel = ServerSocketChannel.open(family(at));
    try {
      prepare(channel, at, settings);
      channel.bind(at, settings.backlog());
      return channel;
    } catch (IOException | RuntimeException refused) {
      channel.close();
      throw refused;
    }
  }

  /// A stream channel that has not begun to connect.
  static SocketChannel stream(SocketAddress to, SocketSettings settings) throws IOException {
    var channel = SocketChannel.open(family(to));
    try {
      channel.configureBlocking(false);
      tune(channel, settings, isUnix(to));
      return channel;
    } catch (IOException | RuntimeException refused) {
      channel.close();
      throw refused;
    }
  }

  static DatagramChannel datagram(SocketAddress at, SocketSettings settings) throws IOException {
    var channel = DatagramChannel.open(family(at));
    try {
      prepare(channel, at, settings);
      if (settings.sendBufferBytes() > 0) {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.sendBufferBytes());
      }
      channel.bind(at);
      return channel;
    } catch (IOException | RuntimeException refused) {
      channel.close();
      throw refused;
    }
  }

  /// Sets up a connection that was accepted; what a listener cannot pass on to it.
  static void accepted(SocketChannel channel, SocketSettings settings, boolean unix)
      throws IOException {
    channel.configureBlocking(false);
    tune(channel, settings, unix);
  }

  static boolean isUnix(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress;
  }

  private static <C extends SelectableChannel & NetworkChannel> void prepare(
      C channel, SocketAddress at, SocketSettings settings) throws IOException {
    channel.configureBlocking(false);
    if (settings.receiveBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBufferBytes());
    }
    if (settings.reusePort() && !isUnix(at)) {
      if (!channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        throw new IOException("several listeners cannot share " + at + " on this system");
      }
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }
  }

  private static void tune(SocketChannel channel, SocketSettings settings, boolean unix)
      throws IOException {
    if (settings.noDelay() && !unix) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    if (settings.receiveBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBufferBytes());
    }
    if (settings.sendBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.sendBufferBytes());
    }
  }

  private static ProtocolFamily family(SocketAddress address) {
    return switch (address) {
      case UnixDomainSocketAddress _ -> StandardProtocolFamily.UNIX;
      case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address ->
          StandardProtocolFamily.INET6;
      case InetSocketAddress inet when inet.getAddress() != null -> StandardProtocolFamily.INET;
      default -> throw new IllegalArgumentException("not a resolved address: " + address);
    };
  }
}
