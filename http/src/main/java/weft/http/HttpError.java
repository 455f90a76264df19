package weft.http;

import org.jspecify.annotations.Nullable;

/// A failure that is answered with its own status as `application/problem+json` (RFC 9457).
///
/// Thrown by handlers, and by request bodies: 413 when a body passes its limit, 408 when it does
/// not arrive in time. It describes the request, not a bug, and therefore has no stack trace.
public final class HttpError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String detail;
  private transient FieldList fields = FieldList.NONE;

  /// Makes an error.
  ///
  /// @param status 400 to 599
  /// @param detail a sentence for the caller, shown to the client
  public HttpError(int status, String detail) {
    this(status, detail, null);
  }

  /// Makes an error with the reason for our own log; the client does not see the cause.
  ///
  /// @param status 400 to 599
  /// @param detail a sentence for the caller, shown to the client
  public HttpError(int status, String detail, @Nullable Throwable cause) {
    super(status + " " + detail, cause, false, false);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is not in 400 to 599");
    }
    this.status = status;
    this.detail = detail;
  }

  /// Adds a response field, such as `Retry-After` or `WWW-Authenticate`.
  ///
  /// @throws IllegalArgumentException when name or value has characters no field may have
  public HttpError withHeader(String name, String value) {
    if (fields == FieldList.NONE) {
      fields = new FieldList();
    }
    fields.add(name, value);
    return this;
  }

  /// Status code, 400 to 599.
  public int status() {
    return status;
  }

  /// What went wrong, shown to the client.
  public String detail() {
    return detail;
  }

  /// Fields to send along; do not change.
  public FieldList fields() {
    return fields;
  }
}
