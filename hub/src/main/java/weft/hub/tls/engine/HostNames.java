package weft.hub.tls.engine;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// The hosts a certificate names, and whether one of them is the one that was meant.
///
/// [RFC 9525](https://www.rfc-editor.org/rfc/rfc9525#section-6): only subject alternative names
/// count, the common name never does; a wildcard is the whole leftmost label and stands for one
/// label; an address is matched by an address only.
public final class HostNames {
  /// Kind of a name in a certificate, RFC 5280 §4.2.1.6.
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  /// As many names are told in a refusal.
  private static final int TOLD_MAX = 10;

  private HostNames() {}

  /// The DNS names and addresses of a certificate, in lower case.
  public static List<String> of(X509Certificate certificate) {
    List<String> hosts = new ArrayList<>();
    hosts.addAll(of(certificate, DNS_NAME));
    hosts.addAll(of(certificate, IP_ADDRESS));
    return hosts;
  }

  private static List<String> of(X509Certificate certificate, int wanted) {
    List<String> hosts = new ArrayList<>();
    for (List<?> name : alternativeNames(certificate)) {
      if ((Integer) name.get(0) == wanted && name.get(1) instanceof String host) {
        hosts.add(host.toLowerCase(Locale.ROOT));
      }
    }
    return hosts;
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException damaged) {
      // Then it speaks for no host.
      return List.of();
    }
  }

  /// Whether the certificate speaks for this server.
  static boolean match(X509Certificate certificate, ServerName server) {
    for (String name : of(certificate, server.isAddress() ? IP_ADDRESS : DNS_NAME)) {
      if (server.isAddress() ? sameAddress(name, server.host()) : covers(name, server.host())) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameAddress(String left, String right) {
    try {
      return InetAddress.ofLiteral(left).equals(InetAddress.ofLiteral(right));
    } catch (IllegalArgumentException damaged) {
      return false;
    }
  }

  /// Whether a name of a certificate covers a host.
  static boolean covers(String name, String host) {
    String pattern = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (!pattern.startsWith("*.")) {
      // RFC 9525 §6.3: no wildcard but as the whole leftmost label.
      return pattern.indexOf('*') < 0 && pattern.equals(host);
    }
    String parent = pattern.substring(1);
    int dot = host.indexOf('.');
    // A wildcard below a top-level domain would speak for everybody in it.
    boolean isNarrow = parent.indexOf('.', 1) > 0 && parent.indexOf('*') < 0;
    return isNarrow && dot > 0 && host.substring(dot).equals(parent);
  }

  /// The names for a refusal: `a.example, b.example and 3 more`.
  static String told(X509Certificate certificate) {
    List<String> names = of(certificate);
    if (names.isEmpty()) {
      return "no host: it has no subject alternative name";
    }
    int told = Math.min(names.size(), TOLD_MAX);
    String list = String.join(", ", names.subList(0, told));
    return printable(
        told == names.size() ? list : list + " and " + (names.size() - told) + " more");
  }

  /// What a peer has written, without what could confuse a log.
  static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int index = 0; index < text.length(); index++) {
      char value = text.charAt(index);
      clean.append(value < ' ' || value > '~' ? '?' : value);
    }
    return clean.toString();
  }
}
