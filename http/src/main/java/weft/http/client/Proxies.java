package weft.http.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which proxy a call goes through: one for `http`, which is sent whole URIs, one for `https`,
/// which is asked for a tunnel by CONNECT. Immutable.
public final class Proxies {
  /// No proxy.
  public static final Proxies NONE = new Proxies(null, null, List.of(), true);

  private final @Nullable ProxyAddress http;
  private final @Nullable ProxyAddress https;
  private final List<String> exceptions;
  private final boolean loopbackToo;

  private Proxies(
      @Nullable ProxyAddress http,
      @Nullable ProxyAddress https,
      List<String> exceptions,
      boolean loopbackToo) {
    this.http = http;
    this.https = https;
    this.exceptions = exceptions;
    this.loopbackToo = loopbackToo;
  }

  /// One proxy for everything.
  ///
  /// @param address `http://host:port`, with `user:password@` before the host if it wants to know
  /// @throws IllegalArgumentException when it is malformed or no proxy of HTTP
  public static Proxies of(String address) {
    ProxyAddress proxy = ProxyAddress.parse(address);
    return new Proxies(proxy, proxy, List.of(), true);
  }

  /// What the variables `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` of this process
  /// say, in lower case or upper. Never a proxy for this machine itself.
  ///
  /// @throws IllegalArgumentException when one of them is malformed
  public static Proxies fromEnvironment() {
    return from(System.getenv());
  }

  static Proxies from(Map<String, String> environment) {
    String all = value(environment, "all_proxy", true);
    // A server of CGI puts a request's Proxy field into HTTP_PROXY: only the other spelling is
    // trusted there. https://httpoxy.org
    String http = value(environment, "http_proxy", !environment.containsKey("REQUEST_METHOD"));
    String https = value(environment, "https_proxy", true);
    String exceptions = value(environment, "no_proxy", true);
    return new Proxies(
        parse(http == null ? all : http),
        parse(https == null ? all : https),
        split(exceptions),
        false);
  }

  private static @Nullable String value(
      Map<String, String> environment, String name, boolean upperToo) {
    String value = environment.get(name);
    if (value == null && upperToo) {
      value = environment.get(name.toUpperCase(Locale.ROOT));
    }
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static @Nullable ProxyAddress parse(@Nullable String address) {
    return address == null ? null : ProxyAddress.parse(address);
  }

  private static List<String> split(@Nullable String list) {
    List<String> hosts = new ArrayList<>();
    for (String host : list == null ? new String[0] : list.split(",", -1)) {
      if (!host.isBlank()) {
        hosts.add(host.strip().toLowerCase(Locale.ROOT));
      }
    }
    return List.copyOf(hosts);
  }

  /// The same, but not for some hosts.
  ///
  /// @param hosts each stands for itself and what ends with a dot and it; with a port, for that
  ///   port only; `*` for all
  public Proxies except(List<String> hosts) {
    return new Proxies(http, https, split(String.join(",", hosts)), loopbackToo);
  }

  @Nullable ProxyAddress proxyFor(Origin origin) {
    ProxyAddress proxy = origin.isSecure() ? https : http;
    if (proxy == null || (!loopbackToo && isLoopback(origin.host()))) {
      return null;
    }
    for (String exception : exceptions) {
      if (stands(exception, origin)) {
        return null;
      }
    }
    return proxy;
  }

  private static boolean stands(String exception, Origin origin) {
    if (exception.equals("*")) {
      return true;
    }
    int colon = exception.lastIndexOf(':');
    boolean hasPort = colon > 0 && exception.indexOf(':') == colon;
    if (hasPort && !exception.substring(colon + 1).equals(Integer.toString(origin.port()))) {
      return false;
    }
    String host = hasPort ? exception.substring(0, colon) : exception;
    String name = host.startsWith(".") ? host.substring(1) : host;
    return origin.host().equals(name) || origin.host().endsWith("." + name);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }
}
