package weft.hub.tls.engine;

import java.net.InetAddress;
import java.util.Locale;

/// Whom a client speaks to: a DNS name or an address, and a port.
///
/// @param host a DNS name in lower case without a dot at its end, or an address without brackets
/// @param port 1 to 65,535
/// @param isAddress whether it is an address: such are never named in a handshake (RFC 6066 §3)
public record ServerName(String host, int port, boolean isAddress) {
  /// Longest DNS name, RFC 1035 §2.3.4.
  private static final int HOST_MAX = 253;

  /// Reads what a URI names: `example.com`, `192.0.2.1`, `::1`, `[::1]`.
  ///
  /// @throws IllegalArgumentException when it is neither a name in ASCII nor an address
  public static ServerName of(String host, int port) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (isAddress(bare)) {
      return new ServerName(withoutZone(bare), port, true);
    }
    String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    if (name.isEmpty() || name.length() > HOST_MAX || !isName(name)) {
      throw new IllegalArgumentException("not a host: " + host);
    }
    return new ServerName(name.toLowerCase(Locale.ROOT), port, false);
  }

  private static boolean isAddress(String text) {
    int last = text.isEmpty() ? 0 : text.charAt(text.length() - 1);
    if (text.indexOf(':') < 0 && (last < '0' || last > '9')) {
      return false;
    }
    try {
      return InetAddress.ofLiteral(withoutZone(text)) != null;
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  /// A zone is this machine's affair, and no certificate names one. RFC 6874.
  private static String withoutZone(String text) {
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  private static boolean isName(String text) {
    for (int index = 0; index < text.length(); index++) {
      char value = text.charAt(index);
      boolean isLetter = (value | 0x20) >= 'a' && (value | 0x20) <= 'z';
      boolean isDigit = value >= '0' && value <= '9';
      if (!isLetter && !isDigit && value != '-' && value != '.' && value != '_') {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return host;
  }
}
