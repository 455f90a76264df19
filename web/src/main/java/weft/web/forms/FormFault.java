package weft.web.forms;

/// What can be wrong with a form that a client sends.
///
/// Each knows the status it is answered with, and counts how often it came since the program
/// started, over all apps.
public enum FormFault {
  /// The content type is not the one of the form that was asked for.
  CONTENT_TYPE(415),

  /// The content type names no boundary, or one that RFC 2046 §5.1.1 does not allow.
  BOUNDARY(400),

  /// The body ended before the last boundary.
  TRUNCATED(400),

  /// Something else than a line's end or `--` follows a boundary.
  DELIMITER(400),

  /// A line of a part's head is no field: no colon, a control character, a bare LF, a folded line.
  HEADER(400),

  /// A part has no usable `Content-Disposition: form-data` with a name.
  DISPOSITION(400),

  /// A part has a transfer encoding, which RFC 7578 §4.7 deprecates, that changes its bytes.
  TRANSFER_ENCODING(400),

  /// A text is not valid in its charset.
  TEXT(400),

  /// A charset is not known here.
  CHARSET(415),

  /// A percent sign of an urlencoded form is not followed by two hexadecimal digits.
  PERCENT_ENCODING(400),

  /// More parts than [MultipartLimits#partsMax].
  PARTS(413),

  /// More fields in a part's head than [MultipartLimits#headersMax].
  HEADERS(413),

  /// A part's head is larger than [MultipartLimits#headerBytesMax].
  HEADER_BYTES(413),

  /// A part is larger than [MultipartLimits#partBytesMax].
  PART_BYTES(413),

  /// The body is larger than [MultipartLimits#bytesMax] or [FormLimits#bytesMax].
  BYTES(413),

  /// What was to be held in memory is larger than [MultipartLimits#memoryBytesMax].
  MEMORY(413),

  /// More pairs of key and value than [FormLimits#keysMax].
  KEYS(413);

  private final int status;

  FormFault(int status) {
    this.status = status;
  }

  /// The status it is answered with, 400, 413 or 415.
  public int status() {
    return status;
  }

  /// How often it came. Any thread; may be a little old.
  public long count() {
    return FormError.count(this);
  }

  /// The error to throw, which counts.
  ///
  /// @param detail for the client
  FormError error(String detail) {
    return new FormError(this, detail);
  }
}
