package weft.web.files;

import org.jspecify.annotations.Nullable;
import weft.http.Headers;

/// What a request's conditions mean for a representation, in the order of [RFC 9110
/// §13.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2). For GET and HEAD.
enum Preconditions {
  /// The request is to be answered as if it had none.
  MET,
  /// The client has it already: 304.
  NOT_MODIFIED,
  /// It is not what the client thinks: 412.
  FAILED;

  static Preconditions evaluate(Headers fields, Representation now) {
    String match = fields.joined("if-match");
    if (match != null) {
      if (!EntityTag.isIn(match, now.entityTag(), false)) {
        return FAILED;
      }
    } else {
      long unmodifiedSince = date(fields.joined("if-unmodified-since"), now);
      if (unmodifiedSince != HttpDate.NONE && now.modifiedSeconds() > unmodifiedSince) {
        return FAILED;
      }
    }
    String noneMatch = fields.joined("if-none-match");
    if (noneMatch != null) {
      return EntityTag.isIn(noneMatch, now.entityTag(), true) ? NOT_MODIFIED : MET;
    }
    long modifiedSince = date(fields.joined("if-modified-since"), now);
    return modifiedSince != HttpDate.NONE && now.modifiedSeconds() <= modifiedSince
        ? NOT_MODIFIED
        : MET;
  }

  /// Whether a range may be sent: the rest, which the client has, is of the same representation.
  static boolean allowRange(Headers fields, Representation now) {
    String value = fields.first("if-range");
    if (value == null || value.equals(now.entityTag())) {
      return true;
    }
    // "If the HTTP-date validator provided is not a strong validator in the sense defined by
    // Section 8.8.2.2, the condition is false."
    // https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5
    return now.isDateStrong() && date(value, now) == now.modifiedSeconds();
  }

  /// "A recipient MUST ignore the If-Modified-Since header field if the received field value is not
  /// a valid HTTP-date, the field value has more than one member".
  /// https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
  private static long date(@Nullable String value, Representation now) {
    if (value == null) {
      return HttpDate.NONE;
    }
    return value.equals(now.lastModified()) ? now.modifiedSeconds() : HttpDate.parse(value);
  }
}
