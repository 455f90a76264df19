package weft.http;

import org.jspecify.annotations.Nullable;

/// A request message ([RFC 9110 §6](https://www.rfc-editor.org/rfc/rfc9110#section-6)) as its
/// protocol has parsed it: what [Request] tells of it without asking the connection it came by.
///
/// Valid, and asked for by the handler's thread only, while its [Exchange] is open.
public interface RequestMessage {
  /// The method, such as `GET`.
  String method();

  /// The request target as it came.
  String target();

  /// The path, undecoded; `*` for an asterisk target.
  String path();

  /// The query without its question mark, undecoded; `null` when there is none.
  @Nullable String query();

  /// The version, such as `HTTP/1.1` or `HTTP/2`.
  String version();

  /// Host and port the request was made to; empty when it named none.
  String authority();

  /// The fields of the head.
  FieldTable fields();

  /// The fields behind the body; empty until the body has been read to its end.
  FieldTable trailers();

  /// Bytes the body will have, 0 for none, -1 when nobody said.
  long bodyLength();
}
