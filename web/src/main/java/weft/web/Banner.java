package weft.web;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.server.HttpServer;
import weft.hub.HubsReport;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsServer;

/// What a started server says about itself.
final class Banner {
  private Banner() {}

  /// @param made the certificate for development, if one is used
  static List<String> lines(RunningApp app, @Nullable DevelopmentCertificate made) {
    HubsReport hubs = app.hubs().report();
    HttpServer server = app.server();
    List<String> lines = new ArrayList<>();
    lines.add("Weft " + Version.text() + " on Java " + Runtime.version());
    lines.add("  listening  " + place("http", server.address()));
    SocketAddress secure = server.tlsAddress();
    TlsServer tls = server.tls();
    if (secure != null && tls != null) {
      lines.add("  listening  " + place("https", secure));
      lines.add("  TLS        " + tls.provider() + ": " + tls.providerReason());
    }
    if (made != null) {
      certificate(made, lines);
    }
    lines.add("  back-end   " + hubs.backend() + ": " + hubs.backendReason());
    lines.add("  hubs       " + hubs.hubs());
    lines.add("  scheduler  " + hubs.scheduler() + ": " + hubs.schedulerReason());
    return lines;
  }

  private static void certificate(DevelopmentCertificate made, List<String> lines) {
    lines.add("  certificate for development only: " + made.certificateFile());
    if (made.isNew()) {
      lines.add("  it is new; to have it trusted:");
      made.trustCommands().lines().forEach(command -> lines.add("    " + command));
    }
  }

  private static String place(String scheme, SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)) {
      return "unix:" + address;
    }
    String host = internet.getAddress().getHostAddress();
    String port = ":" + internet.getPort();
    if (internet.getAddress().isAnyLocalAddress()) {
      return scheme + "://127.0.0.1" + port + " (every address)";
    }
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + port;
  }
}
