package weft.verify.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.http.Handler;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.hub.SchedulerChoice;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsOptions;
import weft.hub.tls.TlsProviderChoice;
import weft.verify.wire.EchoServer;

/// How the server is started that clients of gRPC call.
enum GrpcMode {
  URING(BackendChoice.URING, SchedulerChoice.HUB, null),
  URING_ON_JDK(BackendChoice.URING, SchedulerChoice.JDK, null),
  EPOLL(BackendChoice.EPOLL, SchedulerChoice.HUB, null),
  NIO_ON_JDK(BackendChoice.NIO, SchedulerChoice.JDK, null),
  URING_TLS(BackendChoice.URING, SchedulerChoice.HUB, TlsProviderChoice.BORINGSSL),
  NIO_TLS(BackendChoice.NIO, SchedulerChoice.HUB, TlsProviderChoice.JDK);

  private final BackendChoice backend;
  private final SchedulerChoice scheduler;
  private final @Nullable TlsProviderChoice tls;

  GrpcMode(BackendChoice backend, SchedulerChoice scheduler, @Nullable TlsProviderChoice tls) {
    this.backend = backend;
    this.scheduler = scheduler;
    this.tls = tls;
  }

  boolean isSecure() {
    return tls != null;
  }

  /// Starts a server with one hub; the test is skipped where the back-end is not to be had.
  ///
  /// @param folder where its certificate is, if it has one
  EchoServer start(Path folder, Handler handler) throws IOException {
    HubOptions hubs = HubOptions.DEFAULTS.withHubs(1).withBackend(backend).withScheduler(scheduler);
    HttpOptions options = HttpOptions.DEFAULTS;
    if (tls != null) {
      TlsOptions secure =
          TlsOptions.DEFAULTS.withIdentity(certificate(folder).identity()).withProvider(tls);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      options = options.withHttps(new HttpsOptions(address, secure));
    }
    return EchoServer.start(hubs, options, handler);
  }

  /// Whom clients have to trust.
  static DevelopmentCertificate certificate(Path folder) throws IOException {
    return DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
  }

  /// The port that clients use.
  int port(EchoServer server) {
    return ((InetSocketAddress)
            Objects.requireNonNull(isSecure() ? server.server().tlsAddress() : server.address()))
        .getPort();
  }
}
