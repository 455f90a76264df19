package weft.http.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.http.server.HubMode;
import weft.hub.tls.TlsProviderChoice;

/// What calls are made by: back-end and scheduler, version, and TLS by which library, if any.
enum CallMode {
  URING_HTTP1(HubMode.URING_ON_HUB, ClientProtocol.HTTP_1_1, null),
  URING_HTTP2(HubMode.URING_ON_HUB, ClientProtocol.HTTP_2, null),
  URING_HTTPS1(HubMode.URING_ON_HUB, ClientProtocol.HTTP_1_1, TlsProviderChoice.AUTO),
  URING_HTTPS2(HubMode.URING_ON_HUB, ClientProtocol.AUTO, TlsProviderChoice.AUTO),
  URING_JDK_HTTP2(HubMode.URING_ON_JDK, ClientProtocol.HTTP_2, null),
  EPOLL_HTTP1(HubMode.EPOLL_ON_HUB, ClientProtocol.HTTP_1_1, null),
  EPOLL_HTTPS2(HubMode.EPOLL_ON_HUB, ClientProtocol.AUTO, TlsProviderChoice.JDK),
  NIO_HTTP1(HubMode.NIO_ON_HUB, ClientProtocol.AUTO, null),
  NIO_HTTPS1(HubMode.NIO_ON_HUB, ClientProtocol.HTTP_1_1, TlsProviderChoice.JDK),
  NIO_JDK_HTTP2(HubMode.NIO_ON_JDK, ClientProtocol.HTTP_2, null);

  final HubMode hubs;
  final ClientProtocol protocol;
  private final @Nullable TlsProviderChoice tls;

  CallMode(HubMode hubs, ClientProtocol protocol, @Nullable TlsProviderChoice tls) {
    this.hubs = hubs;
    this.protocol = protocol;
    this.tls = tls;
  }

  TlsProviderChoice tls() {
    return Objects.requireNonNull(tls);
  }

  boolean isSecure() {
    return tls != null;
  }

  boolean isHttp2() {
    return protocol == ClientProtocol.HTTP_2 || (protocol == ClientProtocol.AUTO && isSecure());
  }
}
