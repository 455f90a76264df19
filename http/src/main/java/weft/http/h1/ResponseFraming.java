package weft.http.h1;

import weft.http.ResponseHead;
import weft.http.Status;
import weft.hub.memory.HotPath;

/// How the end of a response's body is told (RFC 9112 §6): by Content-Length, by chunks, by the end
/// of the connection, or not at all because there is no body.
final class ResponseFraming {
  /// No field: there is no body, or it ends with the connection.
  static final int NONE = 0;

  /// Content-Length.
  static final int COUNTED = 1;

  /// Transfer-Encoding: chunked.
  static final int CHUNKED = 2;

  /// One of the constants.
  int kind;

  /// For COUNTED.
  long contentLength;

  /// Whether the response has no body, whatever its fields say.
  boolean bodiless;

  ResponseFraming() {}

  /// Decides.
  ///
  /// @param length bytes of the body as its sender knows it, or -1
  @HotPath
  void decide(ResponseHead head, long length, boolean toHead, boolean before11) {
    int status = head.status();
    long declared = head.declaredLength();
    bodiless = toHead || Status.isBodiless(status) || status == Status.RESET_CONTENT;
    contentLength = declared >= 0 ? declared : length;
    if (bodiless) {
      kind = bodilessKind(status, declared, length, before11);
    } else if (contentLength >= 0 && (before11 || head.trailers().size() == 0)) {
      kind = COUNTED;
    } else {
      kind = before11 ? NONE : CHUNKED;
    }
  }

  private int bodilessKind(int status, long declared, long length, boolean before11) {
    if (status == Status.RESET_CONTENT) {
      contentLength = 0;
      return COUNTED;
    }
    // "A server MUST NOT send a Content-Length header field in any response with a status code of
    // 1xx (Informational) or 204 (No Content)."
    // https://www.rfc-editor.org/rfc/rfc9110#section-8.6
    if (status == Status.NO_CONTENT) {
      return NONE;
    }
    if (status == Status.NOT_MODIFIED) {
      return declared >= 0 ? COUNTED : NONE;
    }
    // "a server MAY omit header fields for which a value is determined only while generating the
    // content": no body was made here, so its length for GET is not known.
    // https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2
    if (declared < 0 && length == 0) {
      return NONE;
    }
    return contentLength >= 0 ? COUNTED : before11 ? NONE : CHUNKED;
  }

  /// Whether the body goes out in chunks.
  @HotPath
  boolean isChunked() {
    return kind == CHUNKED && !bodiless;
  }

  /// Whether only the end of the connection ends the body.
  @HotPath
  boolean endsWithConnection() {
    return kind == NONE && !bodiless;
  }
}
