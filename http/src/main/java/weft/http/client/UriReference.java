package weft.http.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a Location field leads to, by the rules of [RFC 3986
/// §5.2](https://www.rfc-editor.org/rfc/rfc3986#section-5.2): [URI#resolve] keeps older ones, by
/// which `?page=2` loses the last segment of the path and `..` may climb above the root.
final class UriReference {
  private UriReference() {}

  /// Resolves a reference. "If the Location value … does not have a fragment component, a user
  /// agent MUST process the redirection as if the value inherits the fragment component of the URI
  /// reference used to generate the target URI."
  /// https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2
  ///
  /// @param base absolute, with a host
  /// @return may be of any scheme
  static URI resolve(URI base, URI reference) {
    if (reference.isAbsolute() && reference.getRawAuthority() == null) {
      return reference;
    }
    boolean hasAuthority = reference.getRawAuthority() != null;
    String path = reference.getRawPath();
    String query = reference.getRawQuery();
    if (!hasAuthority && path.isEmpty()) {
      path = base.getRawPath();
      query = query == null ? base.getRawQuery() : query;
    } else if (!hasAuthority && !path.startsWith("/")) {
      path = merged(base.getRawPath(), path);
    }
    URI fragmented = reference.getRawFragment() == null ? base : reference;
    return URI.create(
        (reference.isAbsolute() ? reference : base).getScheme()
            + "://"
            + (hasAuthority ? reference : base).getRawAuthority()
            + withoutDots(path)
            + led('?', query)
            + led('#', fragmented.getRawFragment()));
  }

  private static String merged(String base, String path) {
    return base.isEmpty() ? "/" + path : base.substring(0, base.lastIndexOf('/') + 1) + path;
  }

  private static String led(char sign, @Nullable String part) {
    return part == null ? "" : sign + part;
  }

  /// @param path empty, or begins with a slash
  private static String withoutDots(String path) {
    if (path.isEmpty()) {
      return path;
    }
    List<String> kept = new ArrayList<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int index = 0; index < segments.length; index++) {
      String segment = segments[index];
      boolean up = segment.equals("..");
      if (up && !kept.isEmpty()) {
        kept.removeLast();
      }
      if (!up && !segment.equals(".")) {
        kept.add(segment);
      } else if (index == segments.length - 1) {
        kept.add("");
      }
    }
    return "/" + String.join("/", kept);
  }
}
