package weft.http;

/// Status codes and their reason phrases (RFC 9110 §15 and the IANA registry).
public final class Status {
  /// 100: go on and send the body.
  public static final int CONTINUE = 100;

  /// 101: another protocol follows.
  public static final int SWITCHING_PROTOCOLS = 101;

  /// 103: fields the final response will probably have (RFC 8297).
  public static final int EARLY_HINTS = 103;

  /// 200.
  public static final int OK = 200;

  /// 204: done, and there is no body.
  public static final int NO_CONTENT = 204;

  /// 205: done, reset the form.
  public static final int RESET_CONTENT = 205;

  /// 206: one or several ranges.
  public static final int PARTIAL_CONTENT = 206;

  /// 304: the client's copy is still good.
  public static final int NOT_MODIFIED = 304;

  /// 308: somewhere else from now on, with the same method and body.
  public static final int PERMANENT_REDIRECT = 308;

  /// 400: the request is malformed.
  public static final int BAD_REQUEST = 400;

  /// 403: known, and not allowed.
  public static final int FORBIDDEN = 403;

  /// 404.
  public static final int NOT_FOUND = 404;

  /// 405.
  public static final int METHOD_NOT_ALLOWED = 405;

  /// 408: the request did not arrive in time.
  public static final int REQUEST_TIMEOUT = 408;

  /// 412: it is not what the client thinks.
  public static final int PRECONDITION_FAILED = 412;

  /// 413: the body is too large.
  public static final int CONTENT_TOO_LARGE = 413;

  /// 414: the request line is too long.
  public static final int URI_TOO_LONG = 414;

  /// 415: the body is of a kind that is not taken here.
  public static final int UNSUPPORTED_MEDIA_TYPE = 415;

  /// 416: there are no bytes at the ranges asked for.
  public static final int RANGE_NOT_SATISFIABLE = 416;

  /// 417: an expectation we do not know.
  public static final int EXPECTATION_FAILED = 417;

  /// 426: only over another protocol.
  public static final int UPGRADE_REQUIRED = 426;

  /// 431: the head is too large or has too many fields (RFC 6585).
  public static final int REQUEST_HEADER_FIELDS_TOO_LARGE = 431;

  /// 500.
  public static final int INTERNAL_SERVER_ERROR = 500;

  /// 501: a method or transfer coding we do not know.
  public static final int NOT_IMPLEMENTED = 501;

  /// 503: busy or stopping.
  public static final int SERVICE_UNAVAILABLE = 503;

  /// 505: a version of HTTP we do not speak.
  public static final int HTTP_VERSION_NOT_SUPPORTED = 505;

  private Status() {}

  /// The reason phrase, or an empty string for codes outside the registry.
  public static String reason(int status) {
    return switch (status) {
      case 100 -> "Continue";
      case 101 -> "Switching Protocols";
      case 102 -> "Processing";
      case 103 -> "Early Hints";
      case 104 -> "Upload Resumption Supported";
      case 200 -> "OK";
      case 201 -> "Created";
      case 202 -> "Accepted";
      case 203 -> "Non-Authoritative Information";
      case 204 -> "No Content";
      case 205 -> "Reset Content";
      case 206 -> "Partial Content";
      case 207 -> "Multi-Status";
      case 208 -> "Already Reported";
      case 226 -> "IM Used";
      case 300 -> "Multiple Choices";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 303 -> "See Other";
      case 304 -> "Not Modified";
      case 305 -> "Use Proxy";
      case 307 -> "Temporary Redirect";
      case 308 -> "Permanent Redirect";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 402 -> "Payment Required";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 407 -> "Proxy Authentication Required";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 411 -> "Length Required";
      case 412 -> "Precondition Failed";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 416 -> "Range Not Satisfiable";
      case 417 -> "Expectation Failed";
      case 421 -> "Misdirected Request";
      case 422 -> "Unprocessable Content";
      case 423 -> "Locked";
      case 424 -> "Failed Dependency";
      case 425 -> "Too Early";
      case 426 -> "Upgrade Required";
      case 428 -> "Precondition Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 451 -> "Unavailable For Legal Reasons";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      case 506 -> "Variant Also Negotiates";
      case 507 -> "Insufficient Storage";
      case 508 -> "Loop Detected";
      case 511 -> "Network Authentication Required";
      default -> "";
    };
  }

  /// Whether responses of this status never have a body (RFC 9110 §6.4.1).
  public static boolean isBodiless(int status) {
    return status == NO_CONTENT || status == NOT_MODIFIED || status < 200;
  }
}
