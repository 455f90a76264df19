package weft.verify.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weft.http.client.ClientOptions;
import weft.http.client.ClientProtocol;
import weft.http.client.Proxies;
import weft.hub.tls.TlsClientOptions;

/// Whom our client calls, and by which version.
record ForeignMode(ForeignServer.Kind kind, Way way) {
  /// How a version comes about.
  enum Way {
    HTTP_1(ClientProtocol.AUTO),
    HTTPS_1(ClientProtocol.HTTP_1_1),
    HTTP_2_PRIOR_KNOWLEDGE(ClientProtocol.HTTP_2),
    HTTPS_2_ALPN(ClientProtocol.AUTO);

    private final ClientProtocol protocol;

    Way(ClientProtocol protocol) {
      this.protocol = protocol;
    }
  }

  /// Each server in each way it knows.
  static List<ForeignMode> all() {
    List<ForeignMode> modes = new ArrayList<>();
    for (ForeignServer.Kind kind : ForeignServer.Kind.values()) {
      for (Way way : Way.values()) {
        if (kind != ForeignServer.Kind.JDK || way == Way.HTTP_1) {
          modes.add(new ForeignMode(kind, way));
        }
      }
    }
    return modes;
  }

  boolean isHttp2() {
    return way == Way.HTTP_2_PRIOR_KNOWLEDGE || way == Way.HTTPS_2_ALPN;
  }

  boolean isSecure() {
    return way == Way.HTTPS_1 || way == Way.HTTPS_2_ALPN;
  }

  /// Scheme and authority.
  String origin(ForeignServer server) {
    return switch (way) {
      case HTTP_1 -> server.plain();
      case HTTP_2_PRIOR_KNOWLEDGE -> server.prior();
      case HTTPS_1, HTTPS_2_ALPN -> server.secure();
    };
  }

  /// A client that trusts the server.
  ClientOptions options(Path folder) throws IOException {
    ClientOptions options = trustingNobody();
    return isSecure()
        ? options.withTls(
            TlsClientOptions.DEFAULTS.withTrustAnchors(
                List.of(ForeignServer.certificate(folder).certificateFile())))
        : options;
  }

  /// A client that trusts only who is known to everybody.
  ClientOptions trustingNobody() {
    return ClientOptions.DEFAULTS.withProtocol(way.protocol).withProxies(Proxies.NONE);
  }
}
