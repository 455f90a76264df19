/// Event loops that carry virtual threads.
///
/// One hub per core drives io_uring (or epoll, or NIO) and is itself the carrier of the virtual
/// threads that run on it.
///
/// The hub scheduler needs `--add-opens java.base/java.lang=weft.hub`; without it virtual threads
/// run on the JDK's scheduler. Native memory and system calls need
/// `--enable-native-access=weft.hub`.
module weft.hub {
  requires static transitive org.jspecify;

  // BoringSSL: found at run time or done without.
  requires static io.netty.tcnative.classes.openssl;

  exports weft.hub;
  exports weft.hub.backend;
  exports weft.hub.file;
  exports weft.hub.memory;
  exports weft.hub.queue;
  exports weft.hub.simulated;
  exports weft.hub.tls;

  provides java.net.spi.InetAddressResolverProvider with
      weft.hub.jdk.OffloadingResolverProvider;
}
