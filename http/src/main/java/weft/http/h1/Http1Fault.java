package weft.http.h1;

/// What a peer can do wrong in HTTP/1.1, with the status a client is told; where the server did it,
/// the one a gateway would tell its client. After any of these the connection is closed: whatever
/// follows cannot be trusted to be a message.
public enum Http1Fault {
  /// RFC 9112 §2.2.
  BARE_LF(400, "a line ends with a bare LF"),
  /// RFC 9112 §2.2.
  BARE_CR(400, "a CR is not followed by LF"),
  /// RFC 9112 §3.
  BAD_REQUEST_LINE(400, "the request line is malformed"),
  /// RFC 9110 §9.1.
  BAD_METHOD(400, "the method is not a token"),
  /// RFC 8446 §5.1: a record of type handshake.
  TLS_ON_PLAIN_PORT(400, "this port speaks plain HTTP; use http://"),
  /// RFC 9112 §3.
  METHOD_TOO_LONG(501, "the method is longer than any we know"),
  /// RFC 9110 §9.3.6.
  NO_TUNNELS(501, "CONNECT is not supported"),
  /// RFC 9112 §3.2.
  BAD_TARGET(400, "the request target is malformed"),
  /// RFC 9112 §2.3.
  BAD_VERSION(400, "the HTTP version is malformed"),
  /// RFC 9110 §15.6.6.
  UNSUPPORTED_VERSION(505, "the HTTP version is not supported"),
  /// RFC 9112 §3.
  REQUEST_LINE_TOO_LONG(414, "the request line is too long"),
  /// RFC 6585 §5.
  HEAD_TOO_LARGE(431, "the head is too large"),
  /// RFC 6585 §5.
  TOO_MANY_FIELDS(431, "the head has too many fields"),
  /// RFC 9112 §5.
  MISSING_COLON(400, "a field line has no colon"),
  /// RFC 9112 §5.1.
  BAD_FIELD_NAME(400, "a field name is not a token"),
  /// RFC 9112 §5.1.
  SPACE_BEFORE_COLON(400, "white space stands before a colon"),
  /// RFC 9112 §5.2.
  FOLDED_LINE(400, "a field line begins with white space"),
  /// RFC 9110 §5.5.
  CONTROL_IN_VALUE(400, "a field value has a control character"),
  /// RFC 9112 §3.2.
  MISSING_HOST(400, "the Host field is missing"),
  /// RFC 9112 §3.2.
  DUPLICATE_HOST(400, "there is more than one Host field"),
  /// RFC 9112 §3.2.
  BAD_HOST(400, "the Host field is malformed"),
  /// RFC 9112 §6.3.
  BAD_CONTENT_LENGTH(400, "Content-Length is not a number"),
  /// RFC 9112 §6.3.
  DUPLICATE_CONTENT_LENGTH(400, "there is more than one Content-Length"),
  /// RFC 9112 §6.1.
  LENGTH_AND_CODING(400, "Content-Length and Transfer-Encoding stand together"),
  /// RFC 9112 §6.3.
  BAD_TRANSFER_ENCODING(400, "Transfer-Encoding is malformed or does not end with chunked"),
  /// RFC 9112 §6.1.
  UNKNOWN_TRANSFER_CODING(501, "a transfer coding is not supported"),
  /// RFC 9112 §6.1.
  CODING_BEFORE_1_1(400, "Transfer-Encoding stands in an HTTP/1.0 message"),
  /// RFC 9110 §10.1.1.
  UNKNOWN_EXPECTATION(417, "the expectation is not supported"),
  /// RFC 9112 §7.1.
  BAD_CHUNK_SIZE(400, "a chunk size is malformed"),
  /// RFC 9112 §7.1.
  CHUNK_TOO_LARGE(400, "a chunk size is too large"),
  /// RFC 9112 §7.1.1.
  BAD_CHUNK_EXTENSION(400, "a chunk extension is malformed"),
  /// RFC 9112 §7.1.1: against floods of extensions.
  CHUNK_EXTENSIONS_TOO_LARGE(400, "chunk extensions are too large"),
  /// RFC 9112 §7.1.
  BAD_CHUNK_END(400, "a chunk is not followed by CRLF"),
  /// RFC 9110 §15.5.9.
  HEAD_TIMEOUT(408, "the head did not arrive in time"),
  /// RFC 9110 §15.5.9.
  BODY_TIMEOUT(408, "the body did not arrive in time"),
  /// RFC 9110 §15.5.9.
  BODY_TOO_SLOW(408, "the body arrives too slowly"),
  /// RFC 9112 §4.
  BAD_STATUS_LINE(502, "the status line is malformed"),
  /// RFC 9110 §15.
  BAD_STATUS(502, "the status is no number from 100 to 999"),
  /// RFC 9110 §15.2.2.
  UNASKED_SWITCH(502, "another protocol was switched to unasked"),
  /// RFC 9110 §15.2: against floods of them.
  TOO_MANY_INTERIM(502, "there are too many interim responses"),
  /// RFC 9112 §9.2.
  UNASKED_RESPONSE(502, "a response came before there was a request");

  private final int status;
  private final String reason;

  Http1Fault(int status, String reason) {
    this.status = status;
    this.reason = reason;
  }

  /// Status the client is told.
  public int status() {
    return status;
  }

  /// A sentence without the client's bytes.
  public String reason() {
    return reason;
  }
}
