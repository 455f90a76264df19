package weft.web.records;

import java.util.Locale;
import java.util.Set;

/// How JSON values follow each other.
public enum RecordFormat {
  /// A line each. Lines may end with CR LF, empty ones mean nothing, and the last needs no end.
  NDJSON("application/x-ndjson", '\n'),

  /// Each between RS (0x1e) and LF, so that a value may have several lines, and one that was cut is
  /// seen: [RFC 7464](https://www.rfc-editor.org/rfc/rfc7464).
  JSON_SEQUENCE("application/json-seq", '\u001e');

  private static final Set<String> NDJSON_TYPES =
      Set.of(
          "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/x-jsonlines");

  private final String contentType;
  private final char separator;

  RecordFormat(String contentType, char separator) {
    this.contentType = contentType;
    this.separator = separator;
  }

  /// The content type that is sent.
  public String contentType() {
    return contentType;
  }

  /// What is never inside of a record.
  char separator() {
    return separator;
  }

  /// Whether a body of this content type may be read; RFC 8091 has the suffix of sequences.
  boolean accepts(String type) {
    int semicolon = type.indexOf(';');
    String name =
        (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    return switch (this) {
      case NDJSON -> NDJSON_TYPES.contains(name);
      case JSON_SEQUENCE -> name.equals(contentType) || name.endsWith("+json-seq");
    };
  }
}
