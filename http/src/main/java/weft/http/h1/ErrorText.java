package weft.http.h1;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import weft.http.FieldList;
import weft.http.Status;
import weft.http.protocol.ProblemBody;

/// The fields and the body of a response that is sent without a handler, made once. Such a response
/// ends the connection. The body is a problem (RFC 9457).
final class ErrorText {
  static final FieldList NO_FIELDS = new FieldList();

  /// There was no memory for the request.
  static final ErrorText OVERLOADED =
      new ErrorText(Status.SERVICE_UNAVAILABLE, "the server is overloaded", "Retry-After: 1\r\n");

  /// Filled once, then only read.
  private static final Map<Http1Fault, ErrorText> OF_FAULTS = new EnumMap<>(Http1Fault.class);

  static {
    for (Http1Fault fault : Http1Fault.values()) {
      OF_FAULTS.put(fault, new ErrorText(fault.status(), fault.reason(), ""));
    }
  }

  final byte[] fields;
  final byte[] body;

  private ErrorText(int status, String detail, String moreFields) {
    body = ProblemBody.json(status, detail, null);
    fields =
        ByteText.ascii(
            "Content-Type: "
                + ProblemBody.CONTENT_TYPE
                + "\r\n"
                + moreFields
                + "Content-Length: "
                + body.length
                + "\r\nConnection: close\r\n\r\n");
  }

  static ErrorText of(Http1Fault fault) {
    return Objects.requireNonNull(OF_FAULTS.get(fault));
  }
}
