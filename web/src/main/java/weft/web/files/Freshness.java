package weft.web.files;

import org.jspecify.annotations.Nullable;
import weft.http.Headers;
import weft.http.Request;
import weft.http.Response;
import weft.http.Status;

/// Whether clients have what a handler is about to answer with, as the fields say that it set. For
/// files see [FileAnswers].
public final class Freshness {
  private Freshness() {}

  /// Whether the client has it, by `If-None-Match` or else `If-Modified-Since`, so that 304 says
  /// all. Only an answer with 200 to GET or HEAD that has an `ETag` or a `Last-Modified` can be one
  /// that it has.
  ///
  /// "If the field value is a list of entity tags, the condition is false if one of the listed tags
  /// matches the entity tag of the selected representation", compared weakly.
  /// <https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2>
  public static boolean isWithClient(Request request, Response response) {
    if (!request.isConditional()) {
      return false;
    }
    String entityTag = response.header("etag");
    String lastModified = response.header("last-modified");
    boolean mayBe =
        response.status() == Status.OK
            && (request.method().equals("GET") || request.method().equals("HEAD"));
    return mayBe && isWithClient(request.headers(), entityTag, lastModified);
  }

  private static boolean isWithClient(
      Headers fields, @Nullable String entityTag, @Nullable String lastModified) {
    String noneMatch = fields.joined("if-none-match");
    if (noneMatch != null) {
      // "A recipient MUST ignore If-Modified-Since if the request contains an If-None-Match".
      // https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
      return entityTag != null && EntityTag.isIn(noneMatch, opaque(entityTag), true);
    }
    String since = fields.joined("if-modified-since");
    if (since == null || lastModified == null) {
      return false;
    }
    long kept = HttpDate.parse(since);
    long modified = HttpDate.parse(lastModified);
    return kept != HttpDate.NONE && modified != HttpDate.NONE && modified <= kept;
  }

  private static String opaque(String entityTag) {
    return entityTag.startsWith("W/") ? entityTag.substring(2) : entityTag;
  }
}
