package weft.web;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.http.Status;

/// What went wrong, as clients get it: `application/problem+json`, RFC 9457.
///
/// @param status 400 to 599
/// @param type kind of problem; `about:blank` when the status says it all, §4.2.1
/// @param title the kind in words, the same at each occurrence
/// @param detail this occurrence in words; null for none
/// @param members further members, of any type the app's codec encodes
public record Problem(
    int status, URI type, String title, @Nullable String detail, Map<String, Object> members) {
  /// The media type of encoded problems.
  public static final String CONTENT_TYPE = "application/problem+json";

  private static final URI BLANK = URI.create("about:blank");

  /// Refuses what is no error.
  public Problem {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is not in 400 to 599");
    }
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /// A problem that its status describes.
  public static Problem of(int status) {
    String reason = Status.reason(status);
    return new Problem(status, BLANK, reason.isEmpty() ? "Error" : reason, null, Map.of());
  }

  /// A problem that its status and a sentence describe.
  public static Problem of(int status, String detail) {
    return of(status).withDetail(detail);
  }

  /// The same with another type and the title of that type.
  public Problem withType(URI type, String title) {
    return new Problem(status, type, title, detail, members);
  }

  /// The same with another detail.
  public Problem withDetail(String detail) {
    return new Problem(status, type, title, detail, members);
  }

  /// The same with one more member.
  ///
  /// @throws IllegalArgumentException when RFC 9457 gives the name another meaning
  public Problem with(String name, Object value) {
    switch (name) {
      case "status", "type", "title", "detail" ->
          throw new IllegalArgumentException("member '" + name + "' is no extension");
      default -> {}
    }
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new Problem(status, type, title, detail, more);
  }

  /// All members in the order in which they are written.
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (!type.equals(BLANK)) {
      map.put("type", type.toString());
    }
    map.put("title", title);
    map.put("status", status);
    if (detail != null) {
      map.put("detail", detail);
    }
    map.putAll(members);
    return map;
  }
}
