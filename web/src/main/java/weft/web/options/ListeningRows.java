package weft.web.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import weft.http.HttpOptions;

/// Options about where and how to listen, and about the server as a whole.
final class ListeningRows {
  private ListeningRows() {}

  static List<Option<?>> rows() {
    OptionRows<ServerOptions> rows = new OptionRows<>(options -> options, (_, options) -> options);
    rows.add(
        "host",
        new TextOption("a host name or address", text -> !text.isBlank()),
        "Address to listen on; 0.0.0.0 is every IPv4 address",
        ServerOptions::host,
        ServerOptions::withHost);
    rows.number(
        "port",
        new IntegerOption(0, 65_535, ""),
        "TCP port to listen on; 0 picks a free one",
        ServerOptions::port,
        (options, port) -> options.withPort((int) port));
    rows.add(
        "unix-socket",
        new TextOption("a path, empty for none", text -> text.indexOf('\0') < 0),
        "Unix-domain socket to listen on instead of host and port",
        options -> options.unixSocket() == null ? "" : options.unixSocket().toString(),
        (options, path) -> options.withUnixSocket(path.isEmpty() ? null : Path.of(path)));
    rows.time(
        "stop-grace",
        Duration.ZERO,
        "How long a stop waits for requests in flight",
        ServerOptions::stopGrace,
        ServerOptions::withStopGrace);
    rows.add(
        "move-hogs",
        new BooleanOption(),
        "Whether a route that the watchdog names runs on the offload pool from then on",
        ServerOptions::moveHogs,
        ServerOptions::withMoveHogs);
    return rows.rows();
  }

  static List<Option<?>> httpRows() {
    OptionRows<HttpOptions> rows = new OptionRows<>(ServerOptions::http, ServerOptions::withHttp);
    rows.number(
        "backlog",
        new IntegerOption(1, 65_535, "connections"),
        "Connections the system holds until they are accepted, per listener",
        http -> http.sockets().backlog(),
        (http, count) -> http.withSockets(http.sockets().withBacklog((int) count)));
    rows.add(
        "server-name",
        new TextOption("printable ASCII, empty for none", ListeningRows::isPrintable),
        "Value of the Server field",
        HttpOptions::serverName,
        HttpOptions::withServerName);
    rows.add(
        "half-closing-clients",
        new BooleanOption(),
        "Whether a client that ends its sending side may still wait for its answer",
        HttpOptions::halfClosingClients,
        HttpOptions::withHalfClosingClients);
    return rows.rows();
  }

  private static boolean isPrintable(String text) {
    return text.equals(text.strip()) && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }
}
