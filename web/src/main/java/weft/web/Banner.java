package weft.web;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import weft.hub.HubsReport;

/// What a started server says about itself.
final class Banner {
  private Banner() {}

  static List<String> lines(SocketAddress address, HubsReport hubs) {
    return List.of(
        "Weft " + Version.text() + " on Java " + Runtime.version(),
        "  listening  " + place(address),
        "  back-end   " + hubs.backend() + ": " + hubs.backendReason(),
        "  hubs       " + hubs.hubs(),
        "  scheduler  " + hubs.scheduler() + ": " + hubs.schedulerReason());
  }

  private static String place(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)) {
      return "unix:" + address;
    }
    String host = internet.getAddress().getHostAddress();
    String port = ":" + internet.getPort();
    if (internet.getAddress().isAnyLocalAddress()) {
      return "http://127.0.0.1" + port + " (every address)";
    }
    return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + port;
  }
}
